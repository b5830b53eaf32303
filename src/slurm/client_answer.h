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
  bool died = false;  // a signal of somebody else's ended it
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

// What became of a submission.
struct SubmissionAnswer {
  std::optional<SubmittedJob> job;  // Slurm took it
  // Slurm has said no: there is no job that will run, though it may keep a record of one. Where
  // neither is so, sbatch was killed or the network failed it amid its question: the job may be
  // there, now or in a while.
  bool refused = false;
  Error error;  // where there is no job
};
SubmissionAnswer submission_answer(const ClientAnswer& answer);

// "123" or "123;cluster", as sbatch --parsable has it, in the last line: a plug-in may say more
// before it. None for other text.
std::optional<SubmittedJob> read_submitted(const std::string& output);

}  // namespace mutation
