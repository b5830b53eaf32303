// Slurm's client commands, each run for a bounded time: the only file here that does anything.
// What they are asked and how their answers read is in the other headers.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "slurm/array_ids.h"
#include "slurm/client_answer.h"
#include "slurm/cluster_facts.h"
#include "slurm/job_details.h"
#include "slurm/job_states.h"

namespace mutation {

struct SlurmClientOptions {
  // Where sbatch, squeue, … are; "" for the folder that SLURM_BIN names, or the folders of PATH.
  std::string folder;
  Seconds time_limit{30};  // of one command
};

struct TaskStates {
  std::vector<TaskState> tasks;  // in order of block, then array
  // Why sacct could not be asked, where there are accounts: of tasks that have ended the queue
  // forgets some. All that wait or run are among `tasks` all the same.
  std::optional<Error> accounts;
};

// Any thread. Errors of all: no Slurm here, no answer in time, or what the command said; each names
// the command.
class SlurmClient {
 public:
  explicit SlurmClient(SlurmClientOptions options) : options_(std::move(options)) {}

  Result<ClusterFacts> cluster_facts() const;
  Result<std::vector<Partition>> partitions() const;

  // `options`: the user's own, before the script. Where the answer is not known the job may be
  // there all the same (array_jobs_named()); the error says so.
  SubmissionAnswer submit(const std::filesystem::path& script,
                          const std::vector<std::string>& options) const;

  // The arrays of this user's with this name that Slurm knows of, those that have ended included:
  // what there is to find after a submission that was not answered.
  Result<std::vector<JobId>> array_jobs_named(const std::string& name) const;

  // The names of this user's jobs that wait or run, ascending, each once.
  Result<std::vector<std::string>> own_names() const;

  // What has become of the arrays' tasks; see job_states.h. A task that Slurm has forgotten is not
  // among them. sacct is asked only where `facts` say that there are accounts.
  Result<TaskStates> task_states(std::span<const SubmittedArray> arrays,
                                 const ClusterFacts& facts) const;

  // Errors: also that Slurm does not know the job (any more).
  Result<JobDetails> job(JobId job) const;

  // Ends the task (task_id()) and has it start anew. Its caller may be killed at once.
  Status requeue(const std::string& task) const;
  // The same, and it starts on this node and no other. That can be asked of a task that waits only
  // [scontrol(1), ReqNodeList], which it does from the moment on that it is queued again: its
  // caller asks before it has ended. Where that cannot be had the task is cancelled.
  Status requeue_for(const std::string& node, const std::string& task) const;

  // Takes these tasks (ascending) out of the queue or ends them, with the cluster's grace time;
  // tasks that have ended already are no error.
  Status cancel(JobId array, std::span<const std::uint32_t> tasks) const;
  // Sends a signal ("USR2") to the program of those of the tasks that run; the others are not
  // touched. Tasks that have ended already are no error. While more than one task of the array
  // waits this takes some seconds, and a signal may come twice: cancel those that wait before.
  Status signal(JobId array, std::span<const std::uint32_t> tasks, const std::string& name) const;

 private:
  Result<ClientAnswer> run(const std::string& program, const std::vector<std::string>& words,
                           Seconds time_limit) const;
  Result<std::string> ask(const std::string& program, const std::vector<std::string>& words) const;
  Status scancel(JobId array, std::span<const std::uint32_t> tasks,
                 const std::vector<std::string>& words, Seconds time_limit) const;

  SlurmClientOptions options_;
};

}  // namespace mutation
