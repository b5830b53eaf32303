#include "app/block_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/claimed_block.h"
#include "app/going_on.h"
#include "app/messages.h"
#include "app/resume_changes.h"
#include "base/text.h"
#include "campaign/device_memory.h"
#include "cluster/block_progress.h"
#include "cluster/layout.h"
#include "plan/warm_up.h"
#include "record/session_directory.h"

namespace mutation {
namespace {

RunsAgain runs_again(const Options& options) {
  RunsAgain again{.outcomes = {}, .submission = options.work.submission};
  for (const std::string& word : options.retry)
    again.outcomes.push_back(word == to_text(Outcome::failed) ? Outcome::failed : Outcome::suspect);
  return again;
}

// What the store says of a new session before it has begun, and of one that goes on.
Result<StoredSession> head_of(ClaimedBlock& claimed) {
  if (!claimed.plan) return claimed.store->head();
  StoredSession head;
  head.seed = claimed.plan->seed;
  head.experiment_name = claimed.plan->experiment_name;
  head.runs_planned = static_cast<int>(claimed.plan->runs.size());
  return head;
}

// Nothing that is known means that something may have run until now: then the whole cooling is due.
Result<Seconds> since_last_training(ClaimedBlock& claimed, const SessionInfo& info) {
  if (claimed.killed > 0) return Seconds(0);
  std::optional<Seconds> since = since_last_training_on(own_device_ids(info), info.start.boot);
  if (!claimed.plan) {
    const auto last = claimed.store->last_training();
    if (!last) return last.error();
    const auto own = *last ? mutation::since(**last, info.start, info.boot_id) : std::nullopt;
    if (own) since = since ? std::min(*since, *own) : own;
  }
  return since.value_or(Seconds(0));
}

SessionToRun session_of(ClaimedBlock& claimed, const BlockTask& task, SessionInfo info,
                        const StoredSession& head, const Options& options) {
  std::vector<std::string> changes;
  if (!claimed.plan) changes = changes_since(latest_info(head), info);
  SessionToRun session = session_going_on(*claimed.store, head, std::move(info), std::move(changes),
                                          block_folder(task.session, task.block), options);
  session.campaign.resumed = !claimed.plan;
  // A run that an earlier task was cut off in is not in the claim's store.
  session.campaign.may_have_begun = !claimed.plan;
  session.plan = std::move(claimed.plan);
  for (const SubmittedBlock& block : task.submitted.blocks) {
    if (block.number == task.block) continue;
    session.campaign.runs_elsewhere += block.runs;
    // What its task has learned of this GPU, if it was on it.
    session.campaign.known_elsewhere.push_back(block_folder(task.session, block.number));
  }
  session.campaign.part_of = task.session;
  session.started.session = fmt::format("{}, block {}", name_of(task.session), task.block);
  session.started.notes.push_back(fmt::format("block {} of {}, claim {}, node {}", task.block,
                                              task.submitted.blocks.size(), claimed.claim.token,
                                              task.place.task.node));
  session.tells_directory = false;
  return session;
}

// Where the runs' start temperature is learned, this GPU's is, from a GPU that has been warmed: the
// plan has a warm-up for the first GPU only.
Status add_learning_warm_up(SessionStore& store, SessionToRun& session) {
  const auto unfinished = store.unfinished();
  if (!unfinished) return unfinished.error();
  if (unfinished->empty()) return {};
  const Result<PlannedRun> first = store.planned(unfinished->front().index);
  if (!first) return first.error();
  if (first->role == Role::warm_up || !learns_start_temperature(*first)) return {};
  const auto starts = store.starts();
  if (!starts) return starts.error();
  const std::string own = joined(own_device_ids(session.info), " ");
  if (std::ranges::find(*starts, own, &RunStart::device) != starts->end()) return {};
  const Result<int> index = store.next_index();
  if (!index) return index.error();
  ++session.campaign.runs_planned;
  ++session.started.runs;
  return store.add_run(warm_up_for(*first, *index), first->index);
}

Result<BlockProgress> progress_so_far(SessionStore& store, const BlockTask& task, int runs) {
  const auto outcomes = store.outcomes();
  if (!outcomes) return outcomes.error();
  const Result<int> left = store.runs_left();
  if (!left) return left.error();
  return BlockProgress{.runs = runs,
                       .ended = runs - *left,
                       .succeeded = outcomes->succeeded,
                       .suspect = outcomes->suspect,
                       .failed = outcomes->failed,
                       .node = task.place.task.node,
                       .job_id = task.place.task.job_id};
}

Result<BlockEnd> run_to_end(SessionToRun session, const BlockTask& task, World& world,
                            Monitor& monitor, const Options& options) {
  SessionStore& store = session.store;
  Result<BlockProgress> so_far = progress_so_far(store, task, session.campaign.runs_planned);
  if (!so_far) return so_far.error();
  ProgressFile progress(store.directory(), std::move(*so_far));
  session.listeners.push_back(&progress);
  BlockEnd end;
  end.exit_code = run_in_world(std::move(session), world, monitor, options.watching.progress);
  const Result<int> left = store.runs_left();
  end.complete = left && *left == 0;
  end.measured = progress.ended_here();
  progress.close(end.complete, SystemClock().now().utc);
  return end;
}

}  // namespace

Status check_pinned(const BlockTask& task, const SessionInfo& before, const SessionInfo& now) {
  const auto place = [](const SessionInfo& info) {
    const std::string node = info.batch ? info.batch->node : info.host;
    const std::string gpu = joined(own_device_ids(info), ", ");
    return gpu.empty() ? node : node + " (" + gpu + ")";
  };
  if (!task.submitted.pin_configurations || place(before) == place(now)) return {};
  return Error{
      fmt::format("block {} is pinned to {}, and this task is on {}", task.block, place(before),
                  place(now)),
      "`mutation resume` submits it for that node where the task does not queue itself again"};
}

Result<BlockEnd> do_block(const BlockTask& task, SessionInfo info, const Options& options,
                          World& world, Monitor& monitor) {
  Result<ClaimedBlock> claimed =
      claim_and_open(task.session, task.submitted, task.block, runs_again(options));
  if (!claimed) return claimed.error();
  SessionStore& store = *claimed->store;
  info.name = store.name();
  info.directory = store.directory();
  info.batch->claim = claimed->claim.token;
  const Result<StoredSession> head = head_of(*claimed);
  if (!head) return head.error();
  if (!claimed->plan) {
    const Result<int> left = store.runs_left();
    if (!left) return left.error();
    const bool has_runs = *left < head->runs_planned;
    if (Status pinned = has_runs ? check_pinned(task, latest_info(*head), info) : Status();
        !pinned) {
      return pinned.error();
    }
  }
  const Result<Seconds> since = since_last_training(*claimed, info);
  if (!since) return since.error();
  SessionToRun session = session_of(*claimed, task, std::move(info), *head, options);
  session.campaign.since_last_training = *since;
  if (Status begun = begin_in_world(session, world); !begun) return begun.error();
  if (Status warm = add_learning_warm_up(store, session); !warm) return warm.error();
  if (Status left = note_what_is_left(store, session.started); !left) return left.error();
  return run_to_end(std::move(session), task, world, monitor, options);
}

}  // namespace mutation
