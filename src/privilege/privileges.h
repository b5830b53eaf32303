// Who the program is, and the way down from root. Someone who starts the program through sudo wants
// what needs root (energy counters, a cgroup, the governor), not trainings that run as root: the
// program opens what it needs and becomes the invoking user for good. Knows nothing of settings.
//
// The order at a start through sudo, before any thread is started:
//   1. invoking_user()              who it is
//   2. RootHelper::start()          what must still be done as root later
//   3. root_helper.enter_cgroup()   before the program has any child
//   4. open files that only root may open (powercap) and keep their descriptors
//   5. drop_to()                    for good
//   6. only now read settings and make files, which then belong to the user
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/result.h"

namespace mutation {

// What sudo(8) leaves in the environment about its caller; absent: not set.
struct SudoVariables {
  std::optional<std::string> uid;
  std::optional<std::string> gid;
  std::optional<std::string> user;
};
SudoVariables sudo_variables();

struct InvokingUser {
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name;
  std::string home;  // "/" for a user without an entry in the user database
};

// The user behind `variables`; none where they name nobody or root itself. Values that are no ids,
// and the group root, are errors: going on as root would be a guess.
Result<std::optional<InvokingUser>> invoking_user(const SudoVariables& variables);

// Gives up root for good: supplementary groups, group and user ids (real, effective and saved) are
// `user`'s afterwards, regaining root was tried and failed, and HOME, USER and LOGNAME are the
// user's. The program stays closed to that user's other processes, trainings among them: no ptrace,
// no pidfd_getfd, no /proc/<pid>/fd (PR_SET_DUMPABLE 0), so that none of them speaks for it to the
// root helper or takes a counter that root opened. What it executes is open again. [ptrace(2),
// "Ptrace access mode checking"; PR_SET_DUMPABLE(2const)]
// REQUIRES: effective user root, a single thread. After an error the program must end at once: it
// may be half dropped.
Status drop_to(const InvokingUser& user);

enum class Privileges { user, root, dropped };
// "user 1000", "root", "user 1000 (dropped from root)".
std::string to_text(Privileges privileges, uid_t uid);

}  // namespace mutation
