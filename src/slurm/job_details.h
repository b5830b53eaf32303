// What Slurm knows of one job that a task needs to know of itself and finds in no variable.
// Pure: reads the text that `scontrol show job` writes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "slurm/array_ids.h"

namespace mutation {

struct JobDetails {
  // Whether its nodes are its own; none where Slurm tells neither. [squeue(1), OverSubscribe]
  std::optional<bool> exclusive;
};

// The words after "scontrol" that ask for a job. Of a task of an array its own job id.
std::vector<std::string> job_question(JobId job);

// Errors: the job is not in the text. Where the text has several (an array's), the one asked for.
Result<JobDetails> read_job(std::string_view text, JobId job);

}  // namespace mutation
