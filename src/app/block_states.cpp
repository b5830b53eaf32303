#include "app/block_states.h"

#include <map>
#include <utility>

#include "app/batch_submission.h"
#include "cluster/claims.h"
#include "cluster/layout.h"

namespace mutation {
namespace {

// What Slurm says, each by block.
struct TasksAsked {
  std::map<int, TaskState> latest;
  std::map<int, UtcTime> unanswered;
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
  Result<std::vector<TaskState>> tasks = slurm.task_states(arrays, *facts);
  if (!tasks) return tasks.error();
  // Within a block in the order of the arrays' numbers: the last one is the latest.
  for (TaskState& task : *tasks) {
    const int block = static_cast<int>(task.block);
    const auto found = asked.latest.find(block);
    // One that still may do something says more than a later one that has ended.
    const bool keeps = found != asked.latest.end() && is_active(found->second) && !is_active(task);
    if (!keeps) asked.latest.insert_or_assign(block, std::move(task));
  }
  return asked;
}

std::string text_of(const TaskState& task) {
  return task.reason.empty() ? task.word : task.word + ": " + task.reason;
}

// Of one that is not done.
BlockPhase phase_of(const BlockState& state, bool slurm_asked) {
  if (!slurm_asked) return BlockPhase::unknown;
  if (state.unanswered && !(state.task && is_active(*state.task))) return BlockPhase::unknown;
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
  if (!asked) states.slurm = asked.error();
  for (const SubmittedBlock& block : submitted.blocks) {
    BlockState state{.block = block};
    read_claims(session, state);
    if (asked) {
      if (const auto found = asked->latest.find(block.number); found != asked->latest.end())
        state.task = std::move(found->second);
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

}  // namespace mutation
