// What a client command of Slurm's said when it ended, and what that means. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/units.h"
#include "slurm/array_ids.h"

namespace mutation {

struct ClientAnswer {
  bool succeeded = false;
  bool late = false;  // it was killed after the time that it had
  Seconds time_limit{0};
  std::string output;
  std::string errors;
};

// What sbatch said of a job that it took.
struct SubmittedJob {
  JobId job = 0;
  std::string cluster;  // "" for the only one
  std::string remarks;  // what it said besides; may be ""
};

// Of an answer that is no success: what the command said, and what the user can do about it.
Error error_of(const std::string& program, const ClientAnswer& answer);

// Whether each error in the text only is that a job is not there or about to end: it has ended
// meanwhile.
bool only_ended(const std::string& errors);

// "123" or "123;cluster", as sbatch --parsable has it, in the last line: a plug-in may say more
// before it. None for other text.
std::optional<SubmittedJob> read_submitted(const std::string& output);

}  // namespace mutation
