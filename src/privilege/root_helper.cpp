#include "privilege/root_helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/clock.h"
#include "os/pidfd.h"
#include "os/poll.h"
#include "os/subreaper.h"
#include "privilege/cpu_governors.h"

namespace mutation {
namespace {

// Longer than the helper waits for killed processes.
constexpr std::chrono::seconds kReplyBound{20};
constexpr int kHelperSocket = 3;
constexpr int kHelperPidfd = 4;

// SIGKILL and SIGSTOP refuse to be changed, which is fine.
void forget_the_programs_signals() {
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGPIPE}) {
    signal(number, SIG_IGN);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Leaves the two descriptors as kHelperSocket and kHelperPidfd, and no other one of the program's:
// a terminal or pipe held here would keep its reader waiting after the program's end.
bool keep_only(int socket, int pidfd) {
  // Out of the way first: either could stand where the other goes.
  const int high_socket = fcntl(socket, F_DUPFD_CLOEXEC, 10);
  const int high_pidfd = fcntl(pidfd, F_DUPFD_CLOEXEC, 10);
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int standard : {0, 1, 2}) dup2(null, standard);
  return high_socket >= 0 && high_pidfd >= 0 &&
         dup3(high_socket, kHelperSocket, O_CLOEXEC) == kHelperSocket &&
         dup3(high_pidfd, kHelperPidfd, O_CLOEXEC) == kHelperPidfd &&
         close_range(kHelperPidfd + 1, ~0u, 0) == 0;
}

[[noreturn]] void run_helper(int socket, int pidfd, const RootClient& client,
                             const RootPlaces& places) {
  forget_the_programs_signals();
  setsid();
  umask(022);
  prctl(PR_SET_NAME, "mutation-root");
  if (!keep_only(socket, pidfd) || chdir("/") != 0) _exit(1);
  RootServer(UniqueFd(kHelperSocket), UniqueFd(kHelperPidfd), client, places).serve();
  _exit(0);
}

// Readable or hung up before `bound` is over.
bool comes_within(int fd, std::chrono::nanoseconds bound) {
  pollfd event[] = {{fd, POLLIN, 0}};
  return poll_until(event, Boottime::now() + bound) > 0;
}

}  // namespace

Result<std::unique_ptr<RootHelper>> RootHelper::start(const InvokingUser& user,
                                                      const RootPlaces& places) {
  Result<RootSockets> sockets = make_root_sockets();
  if (!sockets) return sockets.error();
  // Opened here, not in the child: it names this very process, whatever happens to its pid.
  const std::optional<UniqueFd> self = open_pidfd(getpid());
  if (!self) return Error{"open a pidfd of the program itself for the root helper", {}};
  const RootClient client = {getpid(), user.uid, user.gid};
  const pid_t pid = fork();
  if (pid < 0) return errno_error("fork the root helper", errno);
  if (pid == 0) run_helper(sockets->server.get(), self->get(), client, places);
  note_own_child(pid);
  return std::unique_ptr<RootHelper>(new RootHelper(std::move(sockets->client), pid));
}

RootHelper::~RootHelper() {
  (void)finish();
}

Status RootHelper::set_governor(std::string_view governor) {
  const auto found = std::ranges::find(kGovernors, governor);
  MUTATION_CHECK(found != kGovernors.end());
  const auto reply =
      ask(RootCommand::set_governor, static_cast<std::uint32_t>(found - kGovernors.begin()));
  return reply ? Status() : Status(reply.error());
}

Status RootHelper::restore_governor() {
  const auto reply = ask(RootCommand::restore_governor);
  return reply ? Status() : Status(reply.error());
}

Result<std::string> RootHelper::enter_cgroup() {
  return ask(RootCommand::enter_cgroup);
}

Status RootHelper::finish() {
  if (finished_) return {};
  finished_ = true;
  const auto reply = ask(RootCommand::finish);
  socket_.reset();
  // A helper that could not finish stays until the program is gone.
  if (reply) {
    reap_blocking(pid_);
  } else {
    reap_if_ended(pid_);
  }
  return reply ? Status() : Status(reply.error());
}

Result<std::string> RootHelper::ask(RootCommand command, std::uint32_t argument) {
  if (!socket_.valid()) return Error{"the root helper is gone", {}};
  const RootRequest request = {command, argument};
  if (send(socket_.get(), &request, sizeof request, MSG_NOSIGNAL) < 0) {
    return errno_error("ask the root helper", errno);
  }
  RootReply reply;
  ssize_t got = -1;
  if (comes_within(socket_.get(), kReplyBound)) {
    got = recv(socket_.get(), &reply, sizeof reply, MSG_DONTWAIT);
  }
  if (got != static_cast<ssize_t>(sizeof reply)) {
    // A late reply would be taken for that to the next request.
    socket_.reset();
    return Error{got == 0 ? "the root helper has died" : "the root helper does not answer", {}};
  }
  if (reply.succeeded == 1) return text_from(reply.text);
  return Error{text_from(reply.text), text_from(reply.hint)};
}

}  // namespace mutation
