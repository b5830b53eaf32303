#include "keeper/keeper_role.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "keeper/keeper.h"
#include "os/sealed_memory.h"
#include "os/subreaper.h"

namespace mutation {
namespace {

constexpr int kFailure = 70;  // EX_SOFTWARE

// Nothing but SIGKILL may end a keeper. Those signals that a fault of its own raises stay open:
// when blocked the kernel kills without a word.
void block_signals() {
  sigset_t blocked;
  sigfillset(&blocked);
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) {
    sigdelset(&blocked, fault);
  }
  pthread_sigmask(SIG_SETMASK, &blocked, nullptr);
}

Result<KeeperSpec> read_spec() {
  const UniqueFd memory(kKeeperSpec);
  const Result<std::string> bytes = read_sealed_memory(memory.get(), kLargestSpec);
  if (!bytes) return bytes.error();
  if (std::optional<KeeperSpec> spec = decoded_spec(*bytes)) return std::move(*spec);
  return Error{"the specification cannot be read", {}};
}

std::optional<Cgroup> take_cgroup(const KeeperSpec& spec) {
  if (!in_cgroup(spec.tree.method)) return std::nullopt;
  fcntl(kKeeperCgroup, F_SETFD, FD_CLOEXEC);
  return Cgroup::adopt(UniqueFd(kKeeperCgroup), spec.cgroup);
}

Status keep() {
  block_signals();
  prctl(PR_SET_NAME, "mutation-keeper");
  Result<KeeperSpec> spec = read_spec();
  if (!spec) return spec.error();
  if (Status reaper = become_subreaper(); !reaper) return reaper;
  // The folder in which the program was started must not be held in use.
  if (chdir("/") != 0) return Error{"change to folder /", {}};
  fcntl(kKeeperSocket, F_SETFD, FD_CLOEXEC);
  ProgramLink program{UniqueFd(kKeeperSocket)};
  Result<SignalFd> child_ended = SignalFd::open({SIGCHLD});
  if (!child_ended) return child_ended.error();
  std::optional<Cgroup> cgroup = take_cgroup(*spec);
  Keeper(std::move(*spec), std::move(program), std::move(*child_ended), std::move(cgroup)).run();
  return {};
}

}  // namespace

int keeper_main(int, char**) {
  const Status kept = keep();
  if (kept) return 0;
  fprintf(stderr, "mutation %s: %s (it is started by mutation itself, never by hand)\n",
          kKeeperRole, kept.error().message.c_str());
  return kFailure;
}

}  // namespace mutation
