// Signal masks and signals as readable events. What is blocked in a constructor is restored in the
// destructor.
#pragma once

#include <signal.h>

#include <initializer_list>
#include <optional>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

// Blocks all signals in this thread; for the moment in which a process is cloned.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked();
  ~AllSignalsBlocked();
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  sigset_t original_;
};

// Blocks the given signals in this thread (threads started later inherit that) and makes them
// readable. Programs started by spawn() do not inherit the block. [signalfd(2)]
class SignalFd {
 public:
  static Result<SignalFd> open(std::initializer_list<int> signals);
  SignalFd(SignalFd&& other) noexcept;
  SignalFd& operator=(SignalFd&&) = delete;
  ~SignalFd();

  // Readable when a signal waits.
  int fd() const { return fd_.get(); }
  // The next signal that waits; none when there is none. Does not block.
  std::optional<int> take();

 private:
  SignalFd(UniqueFd fd, const sigset_t& original) : fd_(std::move(fd)), original_(original) {}
  UniqueFd fd_;
  sigset_t original_;
};

}  // namespace mutation
