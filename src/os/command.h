// Short commands whose output is wanted (git rev-parse …). Not for trainings: those live in trees.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "os/pidfd.h"

namespace mutation {

// What becomes of a command that does not end within the time limit: it is killed, and that is an
// error; or a result, with what it wrote until then.
enum class LateCommand { error, result };

struct CommandOptions {
  std::string directory;                                         // "" for the caller's
  std::vector<std::pair<std::string, std::string>> environment;  // added to the caller's
  // Of the caller's variables, those that the command does not get.
  std::vector<std::string> without_variables;
  Seconds time_limit{10};
  LateCommand late = LateCommand::error;
  size_t output_limit = 1 << 20;  // bytes, of each stream; what comes beyond is thrown away
};

struct CommandResult {
  ProcessEnd end;  // neither code nor signal where it was late
  bool late = false;
  std::string output;  // standard output
  std::string errors;  // standard error
};

// Runs the command in a session of its own, standard input empty, and kills that session's process
// group in the end. Errors: it could not be started, or did not end within the time limit. A
// failure of the command itself is a result. Any thread.
Result<CommandResult> run_command(const std::vector<std::string>& argv,
                                  const CommandOptions& options = {});

}  // namespace mutation
