// Starts threads that no signal is delivered to: signals are the main loop's.
#pragma once

#include <signal.h>

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

}  // namespace mutation
