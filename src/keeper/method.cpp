#include "keeper/method.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <string_view>
#include <vector>

#include "keeper/messages.h"
#include "os/namespaces.h"

namespace mutation {
namespace {

std::atomic<bool> cgroup_refused{false};
std::atomic<bool> freezer_refused{false};

CgroupKind kind_of(TreeMethod method) {
  return method == TreeMethod::freezer ? CgroupKind::freezer : CgroupKind::unified;
}

std::atomic<bool>& refused(TreeMethod method) {
  return method == TreeMethod::freezer ? freezer_refused : cgroup_refused;
}

// Being born in a child group takes the right to write the groups' common ancestor, which is ours;
// entering one of version 1 does not.
Result<CgroupPlace> writable_cgroup(CgroupKind kind) {
  Result<CgroupPlace> own = own_cgroup(kind);
  if (!own) return own.error();
  std::vector<std::string> needed = {own->directory};
  if (kind == CgroupKind::unified) needed.push_back(own->directory + "/cgroup.procs");
  for (const std::string& path : needed) {
    if (faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) {
      return errno_error("write to cgroup " + path, errno);
    }
  }
  return own;
}

Result<Cgroup> make_cgroup(CgroupKind kind, const std::string& name) {
  const Result<CgroupPlace> own = writable_cgroup(kind);
  if (!own) return own.error();
  return Cgroup::make(*own, name);
}

const Status& pid_namespace_allowed() {
  static const Status& allowed = *new Status(try_pid_namespace());
  return allowed;
}

}  // namespace

std::string group_name(const std::string& run_id, const std::string& tree) {
  std::string name = "mutation-" + run_id + "-" + tree;
  for (char& letter : name) {
    if (letter == '/' || letter == '\n') letter = '_';
  }
  return name.substr(0, 200);
}

void note_refused(TreeMethod method) {
  refused(method) = true;
}

Result<ChosenMethod> choose_method(TreeMethod wanted, const std::string& group_name) {
  const bool automatic = wanted == TreeMethod::automatic;
  for (const TreeMethod method : {TreeMethod::cgroup, TreeMethod::freezer}) {
    if (wanted != method && !(automatic && !refused(method))) continue;
    Result<Cgroup> cgroup = make_cgroup(kind_of(method), group_name);
    if (cgroup) return ChosenMethod{method, std::move(*cgroup)};
    if (!automatic) return cgroup.error();
  }
  if (wanted == TreeMethod::pid_namespace || automatic) {
    if (pid_namespace_allowed()) return ChosenMethod{TreeMethod::pid_namespace, {}};
    if (!automatic) return pid_namespace_allowed().error();
  }
  return ChosenMethod{TreeMethod::sweep, {}};
}

std::string tree_method() {
  for (const TreeMethod method : {TreeMethod::cgroup, TreeMethod::freezer}) {
    const Result<CgroupPlace> own = writable_cgroup(kind_of(method));
    if (own && !refused(method)) return method_name(method) + " in " + own->directory;
  }
  return method_name(pid_namespace_allowed() ? TreeMethod::pid_namespace : TreeMethod::sweep);
}

Status tree_method_allowed(TreeMethod wanted) {
  const Result<ChosenMethod> chosen = choose_method(wanted, "mutation-probe");
  if (!chosen) {
    return with_context("hold trainings by --tree-method " + std::string(to_text(wanted)),
                        {chosen.error().message, "leave the option out, or name another method"});
  }
  if (chosen->cgroup) (void)chosen->cgroup->remove();
  return {};
}

}  // namespace mutation
