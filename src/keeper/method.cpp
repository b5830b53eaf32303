#include "keeper/method.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>

#include "os/namespaces.h"

namespace mutation {
namespace {

std::atomic<bool> cgroup_refused{false};

// Being born in a child group takes the right to write the groups' common ancestor, which is ours.
Result<CgroupPlace> writable_cgroup() {
  Result<CgroupPlace> own = own_cgroup();
  if (!own) return own.error();
  for (const std::string& path : {own->directory, own->directory + "/cgroup.procs"}) {
    if (faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) {
      return errno_error("write to cgroup " + path, errno);
    }
  }
  return own;
}

Result<Cgroup> make_cgroup(const std::string& name) {
  const Result<CgroupPlace> own = writable_cgroup();
  if (!own) return own.error();
  return Cgroup::make(*own, name);
}

const Status& pid_namespace_allowed() {
  static const Status& allowed = *new Status(try_pid_namespace());
  return allowed;
}

}  // namespace

void note_cgroup_refused() {
  cgroup_refused = true;
}

Result<ChosenMethod> choose_method(TreeMethod wanted, const std::string& group_name) {
  const bool automatic = wanted == TreeMethod::automatic;
  if (wanted == TreeMethod::cgroup || (automatic && !cgroup_refused)) {
    Result<Cgroup> cgroup = make_cgroup(group_name);
    if (cgroup) return ChosenMethod{TreeMethod::cgroup, std::move(*cgroup)};
    if (!automatic) return cgroup.error();
  }
  if (wanted == TreeMethod::pid_namespace || automatic) {
    if (pid_namespace_allowed()) return ChosenMethod{TreeMethod::pid_namespace, {}};
    if (!automatic) return pid_namespace_allowed().error();
  }
  return ChosenMethod{TreeMethod::sweep, {}};
}

std::string tree_method() {
  const Result<CgroupPlace> own = writable_cgroup();
  if (own && !cgroup_refused) return "cgroup.kill in " + own->directory;
  return pid_namespace_allowed() ? "pid namespace" : "subreaper sweep";
}

}  // namespace mutation
