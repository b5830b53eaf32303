// A command that somebody wants to have run when a session has ended, a message to a phone say: in
// a process tree of its own, without a shell, for a bounded time. It changes nothing of the
// session.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "model/value.h"
#include "os/signals.h"

namespace mutation {

struct FinishCommand {
  std::string name;  // "on-finish": for messages and for its tree
  std::vector<std::string> argv;
  std::string directory;    // absolute: where it runs
  Environment environment;  // added to (and winning over) the program's own
  std::string input;        // what it can read from its standard input
  std::string session;      // stands as MUTATION_RUN_ID in its environment: whose process it is
  Seconds time_limit{60};   // then it is killed
};

// Until it has ended and nothing of it is left: what it leaves behind gets SIGTERM and, 2 s later,
// SIGKILL. Its output and errors go to this program's standard error. SIGINT and SIGTERM kill it at
// once. An error: it could not be run, ended otherwise than with exit code 0, or had to be killed.
// Main thread.
Status run_finish_command(const FinishCommand& command, SignalFd& signals);

}  // namespace mutation
