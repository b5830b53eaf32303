#include "os/signals.h"

#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace mutation {

AllSignalsBlocked::AllSignalsBlocked() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &original_);
}

AllSignalsBlocked::~AllSignalsBlocked() {
  const int kept = errno;
  pthread_sigmask(SIG_SETMASK, &original_, nullptr);
  errno = kept;
}

Result<SignalFd> SignalFd::open(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  UniqueFd fd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd.valid()) return errno_error("make a signalfd", errno);
  sigset_t original;
  pthread_sigmask(SIG_BLOCK, &set, &original);
  return SignalFd(std::move(fd), original);
}

SignalFd::SignalFd(SignalFd&& other) noexcept
    : fd_(std::move(other.fd_)), original_(other.original_) {}

SignalFd::~SignalFd() {
  if (fd_.valid()) pthread_sigmask(SIG_SETMASK, &original_, nullptr);
}

std::optional<int> SignalFd::take() {
  signalfd_siginfo info{};
  if (read(fd_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return std::nullopt;
  return static_cast<int>(info.ssi_signo);
}

}  // namespace mutation
