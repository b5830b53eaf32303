// What Slurm gave a task, by the variables in its environment. Pure: the environment is an
// argument.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/sample.h"
#include "slurm/array_ids.h"

namespace mutation {

using Variables = std::map<std::string, std::string, std::less<>>;

// "NAME=value" as a map; the first of a name counts, as for getenv(3).
Variables variables_of(std::span<const std::string> environment);

// [sbatch(1), OUTPUT ENVIRONMENT VARIABLES]
struct TaskEnvironment {
  JobId job = 0;  // its own, also as an array's task; that of an array's last task is the array's
  // Absent where it is no task of an array: within salloc, srun, or a job of the user's own.
  std::optional<JobId> array_job;
  std::optional<std::uint32_t> array_task;
  std::string node;            // SLURMD_NODENAME
  std::uint32_t restarts = 0;  // how often it was requeued; Slurm sets nothing the first time
};

// By which Slurm's commands mean this task and no other: "48211_3". The number of its job may be
// that of its whole array.
std::string task_id(const TaskEnvironment& task);

// Whether the node is this task's alone stands in no variable: ask for the job (job_details.h).
// Errors: this is no job of Slurm's, or a variable is no number.
Result<TaskEnvironment> read_task_environment(const Variables& variables);

// The GPUs that Slurm gave the task, by their ids (UUIDs), in its order; none where Slurm says
// nothing about GPUs, as where it does not know of them (no GresTypes). `devices`: all that the
// task sees, each vendor's GPUs in PCI order. Errors: none was given; a number or UUID that is no
// GPU here; a GPU instance (MIG); the same one twice.
Result<std::optional<std::vector<std::string>>> given_gpus(const Variables& variables,
                                                           std::span<const Device> devices);

}  // namespace mutation
