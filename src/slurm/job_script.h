// The batch script that sbatch gets: what is asked of Slurm in its #SBATCH lines, and the one
// command that each task executes. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "slurm/array_ids.h"

namespace mutation {

struct JobScript {
  std::string name;     // --job-name; the session's own, without '|', ',' and '='
  std::string program;  // absolute path of the program that each task executes
  std::string session;  // absolute path of the session folder, where the tasks run (--chdir)
  std::string token;    // by which a task knows that it belongs to this session
  std::vector<std::string> flags;  // further words for `work`

  BlockArray array;
  std::optional<std::uint32_t> max_parallel;  // tasks at once; none: as many as Slurm gives

  std::string partition;              // "" for Slurm's default
  std::vector<std::string> gres;      // "gpu:1"; empty for none
  bool exclusive = true;              // whole nodes
  std::optional<Seconds> time_limit;  // Slurm rounds it up to a minute; none: the partition's
  std::vector<std::string> nodelist;  // the only nodes; empty for any
  // How long before the time limit the program gets SIGUSR2, 0..65535 s; Slurm may send it up to a
  // minute before that. None: not at all. [sbatch(1), --signal]
  std::optional<Seconds> signal_ahead;
  std::string output;  // absolute path pattern of the log: "%A" array, "%a" task, "%%" a percent
};

// The script's text. Errors: a text that Slurm or sh could take for something else (line breaks and
// other control characters, a backslash in a path for the log), an array without tasks, a signal
// out of range.
Result<std::string> to_text(const JobScript& script);

// A value of an #SBATCH line, so that sbatch reads exactly it: it takes quotes and backslashes, a
// '#' begins a comment, a blank ends the value even behind a backslash, and "hetjob" and "packjob"
// mean something wherever they stand. [Slurm's src/sbatch/opt.c, _get_argument()]
std::string sbatch_quoted(std::string_view value);

// A path as part of a pattern for --output: nothing in it is replaced. [sbatch(1), FILENAME
// PATTERN]
std::string pattern_of(std::string_view path);

}  // namespace mutation
