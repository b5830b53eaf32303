#include "slurm/job_states.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <ranges>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "slurm/answer_text.h"

namespace mutation {
namespace {

using Arrays = std::unordered_map<JobId, const SubmittedArray*>;

constexpr size_t kFields = 10;
using Line = std::array<std::string_view, kFields>;

// [squeue(1), sacct(1): JOB STATE CODES]
constexpr std::array<std::pair<std::string_view, TaskPhase>, 26> kPhases = {{
    {"PENDING", TaskPhase::queued},        {"REQUEUED", TaskPhase::queued},
    {"REQUEUE_HOLD", TaskPhase::queued},   {"REQUEUE_FED", TaskPhase::queued},
    {"SPECIAL_EXIT", TaskPhase::queued},   {"RESV_DEL_HOLD", TaskPhase::queued},
    {"RUNNING", TaskPhase::running},       {"CONFIGURING", TaskPhase::running},
    {"SUSPENDED", TaskPhase::running},     {"STOPPED", TaskPhase::running},
    {"RESIZING", TaskPhase::running},      {"SIGNALING", TaskPhase::running},
    {"POWER_UP_NODE", TaskPhase::running}, {"COMPLETING", TaskPhase::ending},
    {"STAGE_OUT", TaskPhase::ending},      {"COMPLETED", TaskPhase::done},
    {"CANCELLED", TaskPhase::lost},        {"FAILED", TaskPhase::lost},
    {"TIMEOUT", TaskPhase::lost},          {"NODE_FAIL", TaskPhase::lost},
    {"PREEMPTED", TaskPhase::lost},        {"BOOT_FAIL", TaskPhase::lost},
    {"DEADLINE", TaskPhase::lost},         {"OUT_OF_MEMORY", TaskPhase::lost},
    {"LAUNCH_FAILED", TaskPhase::lost},    {"REVOKED", TaskPhase::lost},
}};

constexpr std::array<std::string_view, 6> kPhaseNames = {"queued", "running", "ending",
                                                         "done",   "lost",    "unknown"};

Arrays by_job(std::span<const SubmittedArray> arrays) {
  Arrays known;
  for (const SubmittedArray& array : arrays) known.emplace(array.job, &array);
  return known;
}

// The array of this number and name; nullptr for other jobs.
const SubmittedArray* find_array(const Arrays& arrays, JobId job, std::string_view name) {
  const auto found = arrays.find(job);
  return found == arrays.end() || found->second->name != name ? nullptr : found->second;
}

std::string job_list(std::span<const SubmittedArray> arrays) {
  MUTATION_CHECK(!arrays.empty());
  return fmt::format("{}", fmt::join(arrays | std::views::transform(&SubmittedArray::job), ","));
}

// The last field is all of the rest: reasons may hold anything.
std::optional<Line> split_line(std::string_view line) {
  Line fields;
  for (size_t i = 0; i + 1 < kFields; ++i) {
    const size_t bar = line.find('|');
    if (bar == std::string_view::npos) return {};
    fields[i] = trimmed(line.substr(0, bar));
    line.remove_prefix(bar + 1);
  }
  if (line.ends_with('|')) line.remove_suffix(1);
  fields.back() = trimmed(line);
  return fields;
}

std::string word_or_nothing(std::string_view word) {
  return std::string(says_nothing(word) ? "" : word);
}

Error bad_line(std::string_view program, std::string_view line) {
  return {fmt::format("read what {} said: \"{}\" is no line of it", program, line.substr(0, 200)),
          "this version of Slurm may write it in another way"};
}

// What both programs tell, in the same order: …, state, node, start, end, restarts, name, reason.
TaskState state_of(const Line& line, JobId array_job) {
  TaskState state;
  state.array_job = array_job;
  state.word = line[3];
  state.phase = phase_of(line[3]);
  state.node = word_or_nothing(line[4]);
  state.start = slurm_time(line[5]);
  state.end = slurm_time(line[6]);
  state.restarts = slurm_number(line[7]);
  state.reason = word_or_nothing(line[9]);
  return state;
}

void append_tasks(const TaskState& one, std::span<const std::uint32_t> tasks, std::uint32_t offset,
                  std::vector<TaskState>& into) {
  for (const std::uint32_t task : tasks) {
    into.push_back(one);
    into.back().array_task = task;
    into.back().block = offset + task;
  }
}

auto key_of(const TaskState& state) {
  return std::tuple(state.block, state.array_job, state.array_task);
}

std::vector<TaskState> in_order(std::vector<TaskState> states) {
  std::ranges::stable_sort(states, {}, key_of);
  return states;
}

}  // namespace

std::string to_text(TaskPhase phase) {
  return std::string(kPhaseNames[static_cast<size_t>(phase)]);
}

TaskPhase phase_of(std::string_view state_word) {
  const std::string_view word = state_word.substr(0, state_word.find_first_of(" +"));
  const auto found =
      std::ranges::find(kPhases, word, [](const auto& entry) { return entry.first; });
  return found == kPhases.end() ? TaskPhase::unknown : found->second;
}

std::vector<std::string> queue_question(std::span<const SubmittedArray> arrays) {
  return {"--noheader", "--all", "--states=all", "--jobs=" + job_list(arrays),
          "--Format=ArrayJobID:|,JobID:|,ArrayTaskID:|,State:|,NodeList:|,StartTime:|,EndTime:|,"
          "RestartCnt:|,Name:|,Reason:|"};
}

std::vector<std::string> accounting_question(std::span<const SubmittedArray> arrays) {
  // Without a start it tells of today only [sacct(1), DEFAULT TIME WINDOW]. It knows no restarts
  // and gives the ids in one field: a second JobID stands in their places.
  return {"--noheader",
          "--parsable2",
          "--allocations",
          "--jobs=" + job_list(arrays),
          "--starttime=1970-01-01",
          "--format=JobID,JobIDRaw,JobID,State,NodeList,Start,End,JobID,JobName,Reason"};
}

Result<std::vector<TaskState>> read_queue(std::string_view text,
                                          std::span<const SubmittedArray> arrays) {
  const Arrays known = by_job(arrays);
  std::vector<TaskState> states;
  for (const std::string_view line : lines_of(text)) {
    const std::optional<Line> fields = split_line(line);
    if (!fields) return bad_line("squeue", line);
    const std::optional<JobId> array_job = slurm_number((*fields)[0]);
    const std::optional<JobId> job = slurm_number((*fields)[1]);
    if (!array_job || !job) return bad_line("squeue", line);
    const SubmittedArray* const array = find_array(known, *array_job, (*fields)[8]);
    if (!array || says_nothing((*fields)[2])) continue;
    const Result<std::vector<std::uint32_t>> tasks = read_ranges((*fields)[2]);
    if (!tasks) return with_context("read what squeue said", tasks.error());
    TaskState state = state_of(*fields, *array_job);
    state.job = *job;
    append_tasks(state, *tasks, array->offset, states);
  }
  return in_order(std::move(states));
}

Result<std::vector<TaskState>> read_accounting(std::string_view text,
                                               std::span<const SubmittedArray> arrays) {
  const Arrays known = by_job(arrays);
  std::vector<TaskState> states;
  for (const std::string_view line : lines_of(text)) {
    const std::optional<Line> fields = split_line(line);
    if (!fields) return bad_line("sacct", line);
    const std::string_view id = (*fields)[0];  // "123_4", "123_[5-9]", "124" of another job
    const size_t bar = id.find('_');
    const std::optional<JobId> array_job = slurm_number(id.substr(0, bar));
    if (!array_job) return bad_line("sacct", line);
    const SubmittedArray* const array = find_array(known, *array_job, (*fields)[8]);
    if (!array || bar == std::string_view::npos) continue;
    if (id.ends_with("...]")) continue;
    const Result<std::vector<std::uint32_t>> tasks = read_ranges(id.substr(bar + 1));
    if (!tasks) return with_context("read what sacct said", tasks.error());
    TaskState state = state_of(*fields, *array_job);
    state.job = slurm_number((*fields)[1]).value_or(*array_job);
    append_tasks(state, *tasks, array->offset, states);
  }
  return in_order(std::move(states));
}

std::vector<std::string> name_question(const std::string& name) {
  return {"--noheader", "--all",          "--states=all",
          "--me",       "--name=" + name, "--Format=ArrayJobID:|,ArrayTaskID:|"};
}

std::vector<JobId> read_array_jobs(std::string_view text) {
  std::vector<JobId> jobs;
  for (const std::string_view line : lines_of(text)) {
    const std::vector<std::string> fields = split(line, '|');
    const std::optional<JobId> job = slurm_number(fields[0]);
    if (job && fields.size() > 1 && !says_nothing(fields[1])) jobs.push_back(*job);
  }
  std::ranges::sort(jobs);
  const auto repeated = std::ranges::unique(jobs);
  jobs.erase(repeated.begin(), repeated.end());
  return jobs;
}

std::vector<std::string> own_names_question() {
  return {"--noheader", "--all", "--me", "--Format=Name:|"};
}

std::vector<std::string> read_names(std::string_view text) {
  std::vector<std::string> names;
  for (const std::string_view line : lines_of(text)) {
    const std::string_view name = trimmed(line);
    names.emplace_back(name.substr(0, name.rfind('|')));
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

std::vector<TaskState> merged_states(std::vector<TaskState> queue,
                                     std::vector<TaskState> accounting) {
  // The queue has everything that waits or runs: what only accounts call so is not there any more.
  for (TaskState& task : accounting) {
    if (task.phase > TaskPhase::ending) continue;
    const auto queued = std::ranges::equal_range(queue, key_of(task), {}, key_of);
    if (!queued.empty()) continue;
    task.phase = TaskPhase::lost;
    task.reason = "Slurm's queue does not know it any more";
  }
  std::vector<TaskState> merged;
  merged.reserve(queue.size() + accounting.size());
  std::ranges::set_union(std::move(queue), std::move(accounting), std::back_inserter(merged), {},
                         key_of, key_of);
  return merged;
}

}  // namespace mutation
