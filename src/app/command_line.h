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
// Of `mutation measure`, whose other exit codes are the command's own: as env(1), nice(1) and
// timeout(1) have them.
inline constexpr int kExitTimedOut = 124;
inline constexpr int kExitNotMeasured = 125;    // our own failure, of usage, too
inline constexpr int kExitNotExecutable = 126;  // the command is there and cannot be executed
inline constexpr int kExitNotFound = 127;       // the command is not there

// Prints help or the version itself (command `done`), else gives the options or an error of usage.
Result<Options> read_command_line(int argc, char** argv);

// Whether `measure` is the subcommand, however wrong the rest may be.
bool is_measure(int argc, char** argv);

}  // namespace mutation
