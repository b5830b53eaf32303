#include "slurm/client.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "os/command.h"
#include "slurm/answer_text.h"

namespace mutation {
namespace {

// Answers of large clusters: a line of 200 bytes for each of a million tasks.
constexpr size_t kOutputLimit = 256u << 20;

// scancel sends a signal again after 5 s where the controller answers "try again later", for a
// minute and a half in all. It answers so, though it has sent the signal, while more than one task
// of the array waits (seen with 22.05). [Slurm's src/scancel/scancel.c, MAX_CANCEL_RETRY]
constexpr Seconds kBeforeRetry{4};
constexpr std::string_view kRetries = "transitional state";

// Of scancel's words for one array: below what a command may get.
constexpr size_t kMostRangesText = 100'000;

constexpr int kTriesForNode = 5;

// The user's variables that would change what is asked of sbatch: they win over the script's lines.
// Those that say whose account pays and the like (SBATCH_ACCOUNT) stay. The last three would come
// from a job in which this is done, and would be the tasks' where Slurm itself sets none.
// [sbatch(1), INPUT ENVIRONMENT VARIABLES]
const std::vector<std::string> kNotForSbatch = {
    "SBATCH_ARRAY_INX",     "SBATCH_CLUSTERS",  "SBATCH_EXCLUSIVE",     "SBATCH_GPUS",
    "SBATCH_GPUS_PER_NODE", "SBATCH_GRES",      "SBATCH_GPUS_PER_TASK", "SBATCH_JOB_NAME",
    "SBATCH_NO_REQUEUE",    "SBATCH_OPEN_MODE", "SBATCH_OUTPUT",        "SBATCH_OVERCOMMIT",
    "SBATCH_PARTITION",     "SBATCH_REQUEUE",   "SBATCH_SIGNAL",        "SBATCH_TEST_ONLY",
    "SBATCH_TIMELIMIT",     "SBATCH_WAIT",      "SLURM_CLUSTERS",       "SLURM_EXIT_ERROR",
    "SLURM_RESTART_COUNT",  "SLURM_JOB_GPUS",   "SLURM_STEP_GPUS"};

// Those that would change what the others are asked, of which cluster, or how they answer.
// [squeue(1), scontrol(1), sacct(1), scancel(1): ENVIRONMENT VARIABLES]
const std::vector<std::string> kNotForTheOthers = {
    "SQUEUE_ACCOUNT",   "SQUEUE_ALL",        "SQUEUE_ARRAY",     "SQUEUE_ARRAY_UNIQUE",
    "SQUEUE_CLUSTERS",  "SQUEUE_FEDERATION", "SQUEUE_FORMAT",    "SQUEUE_FORMAT2",
    "SQUEUE_LICENSES",  "SQUEUE_LOCAL",      "SQUEUE_NAMES",     "SQUEUE_PARTITION",
    "SQUEUE_PRIORITY",  "SQUEUE_QOS",        "SQUEUE_SIBLING",   "SQUEUE_SORT",
    "SQUEUE_STATES",    "SQUEUE_USERS",      "SCONTROL_ALL",     "SCONTROL_FEDERATION",
    "SCONTROL_FUTURE",  "SCONTROL_LOCAL",    "SCONTROL_SIBLING", "SACCT_CLUSTERS",
    "SACCT_FORMAT",     "SACCT_FEDERATION",  "SACCT_LOCAL",      "SLURM_CLUSTERS",
    "SLURM_EXIT_ERROR", "SLURM_JSON",        "SLURM_YAML",       "SCANCEL_ACCOUNT",
    "SCANCEL_BATCH",    "SCANCEL_CTLD",      "SCANCEL_FULL",     "SCANCEL_HURRY",
    "SCANCEL_NAME",     "SCANCEL_PARTITION", "SCANCEL_QOS",      "SCANCEL_INTERACTIVE",
    "SCANCEL_STATE",    "SCANCEL_USER",      "SCANCEL_VERBOSE",  "SCANCEL_WCKEY"};

// Times as numbers, so that no time zone is in question; ids of arrays at full length. Not for
// sbatch, whose environment is the tasks'.
const std::vector<std::pair<std::string, std::string>> kForTheOthers = {{"SLURM_TIME_FORMAT", "%s"},
                                                                        {"SLURM_BITSTR_LEN", "0"}};

std::string variable(const char* name) {
  const char* const value = getenv(name);
  return value ? value : "";
}

// The program's path, or an error that there is none.
Result<std::string> find_program(const std::string& program, std::string folder) {
  if (folder.empty()) folder = variable("SLURM_BIN");
  const std::vector<std::string> folders =
      folder.empty() ? split(variable("PATH"), ':') : std::vector<std::string>{folder};
  for (const std::string& one : folders) {
    const std::string file = (std::filesystem::path(one) / program).string();
    if (access(file.c_str(), X_OK) == 0) return file;
  }
  return Error{
      folder.empty()
          ? fmt::format("run {}: no folder of PATH has it; there is no Slurm here", program)
          : fmt::format("run {}: {} has no such program", program, folder),
      "do this on a machine from which jobs are submitted, or set SLURM_BIN to the folder "
      "of Slurm's commands"};
}

}  // namespace

Result<ClientAnswer> SlurmClient::run(const std::string& program,
                                      const std::vector<std::string>& words,
                                      Seconds time_limit) const {
  const Result<std::string> path = find_program(program, options_.folder);
  if (!path) return path.error();
  std::vector<std::string> argv = {*path};
  argv.insert(argv.end(), words.begin(), words.end());
  const bool submits = program == "sbatch";
  const Result<CommandResult> result =
      run_command(argv, {.directory = {},
                         .environment = submits ? decltype(kForTheOthers){} : kForTheOthers,
                         .without_variables = submits ? kNotForSbatch : kNotForTheOthers,
                         .time_limit = time_limit,
                         .late = LateCommand::result,
                         .output_limit = kOutputLimit});
  if (!result) return result.error();
  if (result->output.size() >= kOutputLimit) {
    return Error{
        fmt::format("run {}: its answer is longer than {} MiB", program, kOutputLimit >> 20), {}};
  }
  const bool succeeded = !result->late && result->end.code == 0;
  return ClientAnswer{.succeeded = succeeded,
                      .late = result->late,
                      .died = !result->late && result->end.signal.has_value(),
                      .time_limit = time_limit,
                      .output = result->output,
                      .errors = result->errors};
}

Result<std::string> SlurmClient::ask(const std::string& program,
                                     const std::vector<std::string>& words) const {
  Result<ClientAnswer> answer = run(program, words, options_.time_limit);
  if (!answer) return answer.error();
  if (!answer->succeeded) return error_of(program, *answer);
  return std::move(answer->output);
}

Result<ClusterFacts> SlurmClient::cluster_facts() const {
  const Result<std::string> text = ask("scontrol", {"show", "config"});
  if (!text) return text.error();
  return read_config(*text);
}

Result<std::vector<Partition>> SlurmClient::partitions() const {
  const Result<std::string> nodes = ask("scontrol", {"--oneliner", "show", "node"});
  if (!nodes) return nodes.error();
  const Result<std::string> partitions = ask("scontrol", {"--oneliner", "show", "partition"});
  if (!partitions) return partitions.error();
  return read_partitions(*partitions, read_nodes(*nodes));
}

SubmissionAnswer SlurmClient::submit(const std::filesystem::path& script,
                                     const std::vector<std::string>& options) const {
  if (const auto sbatch = find_program("sbatch", options_.folder); !sbatch)
    return {.job = {}, .refused = true, .error = sbatch.error()};
  std::vector<std::string> words = {"--parsable"};
  words.insert(words.end(), options.begin(), options.end());
  words.push_back(script.string());
  const Result<ClientAnswer> answer = run("sbatch", words, options_.time_limit);
  if (!answer) return {.job = {}, .refused = false, .error = answer.error()};
  return submission_answer(*answer);
}

Result<std::vector<JobId>> SlurmClient::array_jobs_named(const std::string& name) const {
  const Result<std::string> text = ask("squeue", name_question(name));
  if (!text) return text.error();
  return read_array_jobs(*text);
}

Result<std::vector<std::string>> SlurmClient::own_names() const {
  const Result<std::string> text = ask("squeue", own_names_question());
  if (!text) return text.error();
  return read_names(*text);
}

Result<TaskStates> SlurmClient::task_states(std::span<const SubmittedArray> arrays,
                                            const ClusterFacts& facts) const {
  if (arrays.empty()) return TaskStates();
  const Result<ClientAnswer> answer = run("squeue", queue_question(arrays), options_.time_limit);
  if (!answer) return answer.error();
  // Of a single job that it has forgotten it says just that.
  const bool forgotten = !answer->succeeded && !answer->late && only_ended(answer->errors);
  if (!answer->succeeded && !forgotten) {
    return error_of("squeue", *answer);
  }
  Result<std::vector<TaskState>> queue =
      read_queue(forgotten ? std::string() : answer->output, arrays);
  if (!queue) return queue.error();
  if (!facts.has_accounting) return TaskStates{.tasks = std::move(*queue), .accounts = {}};
  const Result<std::string> accounts = ask("sacct", accounting_question(arrays));
  Result<std::vector<TaskState>> accounted =
      accounts ? read_accounting(*accounts, arrays) : accounts.error();
  if (!accounted) return TaskStates{.tasks = std::move(*queue), .accounts = accounted.error()};
  return TaskStates{.tasks = merged_states(std::move(*queue), std::move(*accounted)),
                    .accounts = {}};
}

Result<JobDetails> SlurmClient::job(JobId job) const {
  const Result<std::string> text = ask("scontrol", job_question(job));
  if (!text) return text.error();
  return read_job(*text, job);
}

Status SlurmClient::requeue(const std::string& task) const {
  const Result<std::string> said = ask("scontrol", {"requeue", task});
  if (!said) return said.error();
  return {};
}

Status SlurmClient::requeue_for(const std::string& node, const std::string& task) const {
  if (Status queued = requeue(task); !queued) return queued;
  Result<std::string> said = std::string();
  // The signal by which Slurm ends the caller's processes may end one that asks.
  for (int i = 0; i < kTriesForNode; ++i) {
    said = ask("scontrol", {"update", "JobId=" + task, "ReqNodeList=" + node});
    if (said) return {};
  }
  // Else it could start elsewhere, and again, for ever.
  [[maybe_unused]] const Result<std::string> cancelled = ask("scancel", {task});
  return said.error();
}

Status SlurmClient::scancel(JobId array, std::span<const std::uint32_t> tasks,
                            const std::vector<std::string>& words, Seconds time_limit) const {
  for (const std::string& ranges : split_ranges(tasks, kMostRangesText)) {
    std::vector<std::string> all = words;
    all.push_back(fmt::format("{}_[{}]", array, ranges));
    const Result<ClientAnswer> answer = run("scancel", all, time_limit);
    if (!answer) return answer.error();
    const bool sent = answer->errors.find(kRetries) != std::string::npos;
    const bool ended = !answer->late && only_ended(answer->errors);
    if (!answer->succeeded && !sent && !ended) return error_of("scancel", *answer);
  }
  return {};
}

Status SlurmClient::cancel(JobId array, std::span<const std::uint32_t> tasks) const {
  return scancel(array, tasks, {}, options_.time_limit);
}

Status SlurmClient::signal(JobId array, std::span<const std::uint32_t> tasks,
                           const std::string& name) const {
  return scancel(array, tasks, {"--verbose", "--batch", "--state=RUNNING", "--signal=" + name},
                 std::min(options_.time_limit, kBeforeRetry));
}

}  // namespace mutation
