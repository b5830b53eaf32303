#include "app/block_states.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "app/batch_submission.h"
#include "base/text.h"
#include "cluster/claims.h"
#include "cluster/layout.h"

namespace mutation {
namespace {

// What Slurm says, each by block.
struct TasksAsked {
  std::map<int, std::vector<TaskState>> tasks;  // those of a block from the first to the latest
  std::map<int, UtcTime> unanswered;
  std::optional<Error> accounts;
};

bool is_active(const TaskState& task) {
  return task.phase == TaskPhase::queued || task.phase == TaskPhase::running ||
         task.phase == TaskPhase::ending;
}

Result<TasksAsked> ask_for_tasks(const std::string& session, SubmittedSession submitted,
                                 const SlurmClient& slurm, UtcTime now) {
  TasksAsked asked;
  if (submitted.submissions.empty()) return asked;
  if (Status settled = settle_submissions(session, submitted, slurm, now); !settled)
    return settled.error();
  std::vector<SubmittedArray> arrays;
  for (const BatchSubmission& one : submitted.submissions) {
    if (one.job_id == 0) {
      for (const int block : one.blocks) asked.unanswered.insert_or_assign(block, one.at);
      continue;
    }
    arrays.push_back({.job = one.job_id,
                      .offset = one.offset,
                      .name = job_name(session, submitted, one.number)});
  }
  if (arrays.empty()) return asked;
  const Result<ClusterFacts> facts = slurm.cluster_facts();
  if (!facts) return facts.error();
  Result<TaskStates> states = slurm.task_states(arrays, *facts);
  if (!states) return states.error();
  asked.accounts = std::move(states->accounts);
  // Within a block in the order of the arrays' numbers.
  for (TaskState& task : states->tasks)
    asked.tasks[static_cast<int>(task.block)].push_back(std::move(task));
  return asked;
}

// How much one says of its block beside its other tasks: the highest counts.
int weight_of(const TaskState& task) {
  switch (task.phase) {
    case TaskPhase::running:
      return 4;
    case TaskPhase::ending:
      return 3;
    case TaskPhase::queued:
      return 2;
    case TaskPhase::unknown:
      return 1;
    case TaskPhase::done:
    case TaskPhase::lost:
      return 0;
  }
  return 0;
}

void take_tasks(const std::vector<TaskState>& tasks, BlockState& state) {
  for (const TaskState& task : tasks) {
    if (is_active(task)) state.active.push_back(task);
    if (!state.task || weight_of(task) >= weight_of(*state.task)) state.task = task;
  }
}

std::string text_of(const TaskState& task) {
  return task.reason.empty() ? task.word : task.word + ": " + task.reason;
}

// Of one that is not done.
BlockPhase phase_of(const BlockState& state, bool slurm_asked) {
  if (!slurm_asked) return BlockPhase::unknown;
  if (state.unanswered && state.active.empty()) return BlockPhase::unknown;
  if (!state.task) return BlockPhase::lost;
  switch (state.task->phase) {
    case TaskPhase::queued:
      return BlockPhase::queued;
    case TaskPhase::running:
    case TaskPhase::ending:
      return BlockPhase::running;
    case TaskPhase::done:
    case TaskPhase::lost:
      return BlockPhase::lost;
    case TaskPhase::unknown:
      return BlockPhase::unknown;
  }
  return BlockPhase::unknown;
}

std::string reason_of(const BlockState& state, const SubmittedSession& submitted) {
  std::string reason = state.task ? text_of(*state.task) : "";
  if (state.active.size() > 1) {
    std::vector<std::string> ids;
    for (const TaskState& task : state.active)
      ids.push_back(fmt::format("{}_{}", task.array_job, task.array_task));
    reason += fmt::format("; it has {} tasks: {}", ids.size(), joined(ids, ", "));
  }
  if (state.phase == BlockPhase::unknown && state.unanswered)
    reason = unanswered_text(*state.unanswered);
  if (state.phase == BlockPhase::lost && !state.task)
    reason =
        submitted.submissions.empty() ? "not submitted" : "Slurm knows no task of it (any more)";
  if (state.phase == BlockPhase::lost && state.progress && !state.progress->ended_by.empty())
    reason += "; " + state.progress->ended_by;
  return reason;
}

void read_claims(const std::string& session, BlockState& state) {
  const auto claims = claims_of(block_folder(session, state.block.number));
  if (!claims) return;
  state.claims = static_cast<int>(claims->size());
  const BlockClaim* const counts = claim_that_counts(*claims);
  if (!counts) return;
  if (const auto progress = read_progress(counts->directory)) state.progress = *progress;
}

}  // namespace

std::string to_text(BlockPhase phase) {
  switch (phase) {
    case BlockPhase::done:
      return "done";
    case BlockPhase::running:
      return "running";
    case BlockPhase::queued:
      return "queued";
    case BlockPhase::lost:
      return "lost";
    case BlockPhase::unknown:
      return "unknown";
  }
  return "?";
}

bool may_have_task(const BlockState& state) {
  return state.unanswered ||
         (state.task && (is_active(*state.task) || state.task->phase == TaskPhase::unknown));
}

BlockStates block_states(const std::string& session, const SubmittedSession& submitted,
                         const SlurmClient& slurm, UtcTime now) {
  BlockStates states;
  Result<TasksAsked> asked = ask_for_tasks(session, submitted, slurm, now);
  if (asked)
    states.accounts = asked->accounts;
  else
    states.slurm = asked.error();
  for (const SubmittedBlock& block : submitted.blocks) {
    BlockState state{.block = block};
    read_claims(session, state);
    if (asked) {
      if (const auto found = asked->tasks.find(block.number); found != asked->tasks.end())
        take_tasks(found->second, state);
      if (const auto found = asked->unanswered.find(block.number);
          found != asked->unanswered.end()) {
        state.unanswered = found->second;
      }
    }
    if (state.progress && state.progress->complete) {
      state.phase = BlockPhase::done;
    } else {
      state.phase = phase_of(state, bool(asked));
      state.reason = reason_of(state, submitted);
    }
    states.blocks.push_back(std::move(state));
  }
  return states;
}

Error accounts_unknown(const Error& accounts) {
  return {"how tasks ended that Slurm's queue has forgotten is not known: " + accounts.message,
          accounts.hint};
}

}  // namespace mutation
