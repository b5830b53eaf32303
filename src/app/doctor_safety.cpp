// The doctor's look at what keeps trainings in hand: cgroups, namespaces, who the program is.
#include <fmt/format.h>
#include <unistd.h>

#include "app/doctor_finding.h"
#include "base/text.h"
#include "measure/root.h"
#include "os/cgroup.h"
#include "os/file.h"
#include "os/namespaces.h"

namespace mutation {
namespace {

struct Guarantee {
  const char* method;  // how the text of tree_method() begins
  FindingState state;
  const char* meaning;
};

constexpr Guarantee kGuarantees[] = {
    {"cgroup.kill", FindingState::ok,
     "the kernel ends a training's tree as one, forks under way included"},
    {"cgroup freezer", FindingState::ok, "a training's tree is frozen as one, then killed"},
    {"pid namespace", FindingState::ok,
     "the kernel ends a training's tree together with its keeper: nothing outlives a crash"},
    {"", FindingState::limited,
     "a training's tree is swept through /proc: complete as long as its keeper or the program "
     "lives"}};

// What a crash that takes keeper and program at once leaves.
const char* after_double_crash(const std::string& method, bool through_sudo) {
  if (method.starts_with("pid namespace")) return "";
  if (through_sudo) {
    return "\nif keeper and program are killed together, the root helper kills what is left";
  }
  if (method.starts_with("cgroup")) {
    return "\nif keeper and program are killed together, processes outlive that until the next "
           "start, which finds them all in their cgroup and kills them";
  }
  return "\nif keeper and program are killed together, processes outlive that until the next "
         "start, "
         "which kills those that it knows again by their environment or session";
}

std::string cgroup_remedy(const DoctorView& view) {
  if (access("/run/systemd/system", F_OK) == 0) {
    return "systemd-run --user --scope -p Delegate=yes mutation run FILE";
  }
  const Result<CgroupPlace> own = own_cgroup();
  if (!own) return "";
  const std::string directory =
      shell_quoted((own->directory == "/" ? "" : own->directory) + "/mutation-" + view.user);
  return fmt::format(
      "sudo mkdir -p {0} && sudo chown {1} {0} {0}/cgroup.procs {0}/cgroup.threads "
      "{0}/cgroup.subtree_control\n"
      "echo $$ | sudo tee {0}/cgroup.procs   # in the shell that starts mutation",
      directory, shell_quoted(view.user));
}

std::string setting(const DoctorView& view, const char* name) {
  const Result<std::string> text =
      read_file(under(view.options->measure.root, std::string("/proc/sys/") + name));
  return text ? std::string(trimmed(*text)) : std::string();
}

// The switches by which distributions turn user namespaces off.
std::string namespace_remedy(const DoctorView& view) {
  if (setting(view, "kernel/unprivileged_userns_clone") == "0") {
    return "sudo sysctl kernel.unprivileged_userns_clone=1";
  }
  if (setting(view, "kernel/apparmor_restrict_unprivileged_userns") == "1") {
    return "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0";
  }
  if (setting(view, "user/max_user_namespaces") == "0") {
    return "sudo sysctl user.max_user_namespaces=1000";
  }
  return "";
}

bool has_no_new_privileges() {
  const Result<std::string> status = read_file("/proc/self/status");
  return status && status->find("NoNewPrivs:\t1") != std::string::npos;
}

}  // namespace

void examine_trees(const DoctorView& view, Findings& findings) {
  const std::string& method = view.tree_method;
  for (const Guarantee& guarantee : kGuarantees) {
    if (!method.starts_with(guarantee.method)) continue;
    const std::string crash = after_double_crash(method, view.through_sudo.has_value());
    findings.push_back({.name = "process trees",
                        .state = guarantee.state,
                        .found = method,
                        .meaning = guarantee.meaning + crash});
    break;
  }
  const Result<CgroupPlace> own = own_cgroup();
  const bool used = method.starts_with("cgroup.kill");
  findings.push_back(
      {.name = "cgroup v2",
       .state = used  ? FindingState::ok
                : own ? FindingState::limited
                      : FindingState::missing,
       .found =
           own ? (used ? "groups may be made in " : "no groups may be made in ") + own->directory
               : own.error().message,
       .meaning = used ? "the surest and quickest way to empty a tree; it shows kills for want of "
                         "memory, too"
                       : "trees are held another way, see above; kills for want of memory show as "
                         "SIGKILL only",
       .remedy = used || !own ? "" : cgroup_remedy(view)});
}

void examine_namespaces(const DoctorView& view, Findings& findings) {
  const Status tried = try_pid_namespace();
  const bool needed = !view.tree_method.starts_with("cgroup");
  findings.push_back(
      {.name = "PID namespaces",
       .state = tried || !needed ? FindingState::ok : FindingState::limited,
       .found = tried ? "may be made" : to_text(tried.error()),
       .meaning = needed ? "where there is no cgroup they hold trainings that outlive nothing"
                         : "not needed: there is a cgroup",
       .remedy = tried || !needed ? "" : namespace_remedy(view)});
}

void examine_privileges(const DoctorView& view, Findings& findings) {
  DoctorFinding finding{.name = "privileges"};
  if (view.through_sudo) {
    finding.found = "root through sudo: sessions become user " + view.through_sudo->name;
    finding.meaning =
        "counters, cgroup and governor by root, everything else, trainings too, as that user";
  } else if (view.started_as_root) {
    finding.state = FindingState::limited;
    finding.found = "root itself";
    finding.meaning = "trainings run as root, and nothing holds one that means harm";
    finding.remedy = "start it with sudo from your own account";
  } else {
    finding.found = "user " + view.user;
    finding.meaning = has_no_new_privileges()
                          ? "sudo has no effect here (no_new_privs)"
                          : "RAPL and the governor need root on most machines: see below";
  }
  findings.push_back(std::move(finding));
}

}  // namespace mutation
