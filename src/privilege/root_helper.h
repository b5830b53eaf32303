// The small process that stays root when the program becomes the invoking user, and what it can be
// asked for: the CPU governor and a cgroup of the program's own. It does nothing else, see
// root_protocol.h. It outlives a program that crashes just long enough to kill what that left in
// the cgroup, remove it and restore the governor.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"
#include "privilege/privileges.h"
#include "privilege/root_protocol.h"
#include "privilege/root_server.h"

namespace mutation {

// One thread at a time.
class RootHelper {
 public:
  // Forks the helper: a session of its own, no other descriptor than its socket, deaf to SIGINT,
  // SIGTERM and SIGHUP (its end is the program's).
  // REQUIRES: effective user root, a single thread.
  static Result<std::unique_ptr<RootHelper>> start(const InvokingUser& user,
                                                   const RootPlaces& places = {});
  // finish() where it has not been called.
  ~RootHelper();
  RootHelper(const RootHelper&) = delete;
  RootHelper& operator=(const RootHelper&) = delete;

  // Every online CPU. REQUIRES: `governor` is one of kGovernors.
  Status set_governor(std::string_view governor);
  Status restore_governor();

  // Makes `mutation-<pid>` under the program's own cgroup v2, hands it to the invoking user and
  // moves the program into its `program` child, whose directory is given. Processes started
  // earlier stay where they are. A machine without cgroup v2 is an error.
  Result<std::string> enter_cgroup();

  // Puts everything back (governor, the program's cgroup; what is left in the subtree is killed)
  // and waits for the helper to exit.
  Status finish();

  // A child of the program that belongs to no training; noted as an own child [os/subreaper.h], so
  // that no sweep takes it for a stray.
  pid_t pid() const { return pid_; }

 private:
  RootHelper(UniqueFd socket, pid_t pid) : socket_(std::move(socket)), pid_(pid) {}
  Result<std::string> ask(RootCommand command, std::uint32_t argument = 0);

  UniqueFd socket_;
  pid_t pid_ = 0;
  bool finished_ = false;
};

}  // namespace mutation
