// Starting threads: no signal is delivered to them, for signals are the main loop's; and what it
// means when none can be had.
#pragma once

#include <signal.h>

#include <string>
#include <system_error>

#include "base/result.h"

namespace mutation {

// Blocks every signal for the calling thread while it lives; threads that are created meanwhile
// begin with all of them blocked. [pthread_sigmask(3)]
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

// What a thread was for that could not be started. REQUIRES: a failure of std::thread's.
inline Error no_thread(const std::string& tried, const std::system_error& failure) {
  return errno_error("start a thread to " + tried, failure.code().value(),
                     "too many processes and threads: see ulimit -u, and pids.max of the cgroup");
}

}  // namespace mutation
