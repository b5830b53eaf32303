// What Slurm knows of one job that a task needs to know of itself: above all when its time ends.
// Pure: reads the text that `scontrol show job` writes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "slurm/array_ids.h"

namespace mutation {

struct JobDetails {
  JobId job = 0;
  std::string word;                   // Slurm's state: "RUNNING"
  std::string node;                   // BatchHost; "" before it runs
  std::optional<UtcTime> start;       // of this start, not of one before a requeue
  std::optional<UtcTime> end;         // when the time limit ends it; none: never, or not known yet
  std::optional<Seconds> time_limit;  // none: unlimited
  // Whether its nodes are its own; none where Slurm tells neither. [squeue(1), OverSubscribe]
  std::optional<bool> exclusive;
  bool requeue = false;  // whether it starts anew when its node fails or it is preempted
  std::uint32_t restarts = 0;
};

// The words after "scontrol" that ask for a job. Of a task of an array its own job id.
std::vector<std::string> job_question(JobId job);

// Errors: the job is not in the text. Where the text has several (an array's), the one asked for.
Result<JobDetails> read_job(std::string_view text, JobId job);

}  // namespace mutation
