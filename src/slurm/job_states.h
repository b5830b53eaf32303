// What has become of the tasks of submitted arrays, by what squeue and, where there is accounting,
// sacct say. Pure; time and memory go with the length of the text.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "slurm/array_ids.h"

namespace mutation {

// queued: waits for resources, held and requeued ones too. running: has an allocation, suspended
// ones too. ending: its processes are being ended. done: ended with exit status 0. lost: ended in
// another way. unknown: a word of Slurm's that this program does not know.
enum class TaskPhase { queued, running, ending, done, lost, unknown };
std::string to_text(TaskPhase phase);  // "queued", …

// "RUNNING", "CANCELLED by 1000", "OUT_OF_MEMORY". [squeue(1), sacct(1): JOB STATE CODES]
TaskPhase phase_of(std::string_view state_word);

struct TaskState {
  std::uint32_t block = 0;
  JobId array_job = 0;
  std::uint32_t array_task = 0;
  // The task's own job id. That of tasks that wait together, in one record, is the array's.
  JobId job = 0;
  TaskPhase phase = TaskPhase::unknown;
  std::string word;    // Slurm's own
  std::string reason;  // Slurm's own; "" for none
  std::string node;    // "" for none yet
  // UTC. Of one that waits the start is Slurm's forecast; of one that runs the end is that of its
  // time limit.
  std::optional<UtcTime> start;
  std::optional<UtcTime> end;
  std::optional<std::uint32_t> restarts;  // none where Slurm was not asked (sacct)
};

// An array that was submitted; its task t does block offset + t. Its name tells it from another
// job that got the same number: a controller that lost its last seconds gives numbers out again.
struct SubmittedArray {
  JobId job = 0;
  std::uint32_t offset = 0;
  std::string name;
};

// The words after "squeue" that ask for these jobs, those that have ended and are still known
// included; and after "sacct". REQUIRES: not empty.
std::vector<std::string> queue_question(std::span<const SubmittedArray> arrays);
std::vector<std::string> accounting_question(std::span<const SubmittedArray> arrays);

// In order of block, then array; jobs that are not among `arrays` are left out. A task that was
// cancelled while it waited is in no line. Errors: a line that is none of squeue's.
Result<std::vector<TaskState>> read_queue(std::string_view text,
                                          std::span<const SubmittedArray> arrays);
// The same of sacct's answer. Ids that it cut short are left out: of tasks that wait, which squeue
// tells.
Result<std::vector<TaskState>> read_accounting(std::string_view text,
                                               std::span<const SubmittedArray> arrays);

// The words after "squeue" that ask for this user's jobs of a name, and the arrays among them, each
// once. REQUIRES: the name has no ','.
std::vector<std::string> name_question(const std::string& name);
std::vector<JobId> read_array_jobs(std::string_view text);

// The words after "squeue" that ask for the names of this user's jobs that wait or run, and these,
// each once.
std::vector<std::string> own_names_question();
std::vector<std::string> read_names(std::string_view text);

// Of each task what the queue says, or else accounting. Both as above, ordered.
std::vector<TaskState> merged_states(std::vector<TaskState> queue,
                                     std::vector<TaskState> accounting);

}  // namespace mutation
