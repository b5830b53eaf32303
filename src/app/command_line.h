// The command line: subcommands, flags, help. With the *_options and option_* files, which describe
// them, the only part that knows CLI11.
#pragma once

#include "app/options.h"
#include "base/result.h"

namespace mutation {

// Exit codes of the program (docs/records.md).
inline constexpr int kExitSuccess = 0;  // all runs succeeded
inline constexpr int kExitNotAll = 1;   // some failed or are suspect
inline constexpr int kExitUsage = 2;    // usage or settings error: nothing was started
inline constexpr int kExitUnfit = 3;    // the machine is unfit; the session stopped or refused
inline constexpr int kExitInterrupted = 130;
inline constexpr int kExitTerminated = 143;

// Prints help or the version itself (command `done`), else gives the options or an error of usage.
Result<Options> read_command_line(int argc, char** argv);

}  // namespace mutation
