// `mutation work`: what each task of a submitted session executes: claims its block and does its
// runs on the GPU that the task was given.
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>

#include "app/claimed_block.h"
#include "app/command_line.h"
#include "app/commands.h"
#include "app/find_session.h"
#include "app/freeze_session.h"
#include "app/going_on.h"
#include "app/messages.h"
#include "app/preflight.h"
#include "app/resume_changes.h"
#include "app/session_facts.h"
#include "app/session_runner.h"
#include "app/task_place.h"
#include "base/text.h"
#include "campaign/device_memory.h"
#include "cluster/block_progress.h"
#include "cluster/layout.h"
#include "record/session_directory.h"
#include "slurm/client.h"

namespace mutation {
namespace {

constexpr int kExitTimeLimit = 128 + SIGUSR2;

// Everything that must be right before a block is claimed.
struct Work {
  std::string session;  // absolute
  SubmittedSession submitted;
  int block = 0;
  TaskPlace place;
  std::optional<BlockClaim> inherits;
};

Status check_session(const SubmittedSession& submitted, const Options& options) {
  const std::string& token = options.work.token;
  if (!token.empty() && token != submitted.token) {
    return Error{"the folder holds another session than the one that was submitted",
                 "it must be the same folder on all nodes"};
  }
  const Result<std::string> sha256 = own_sha256();
  if (!sha256) return sha256.error();
  if (*sha256 != submitted.program_sha256 && !options.accept_changes) {
    return Error{"this is another program than the session was submitted with (version " +
                     submitted.program_version + ")",
                 "use program/mutation in the session's folder, or --accept-changes"};
  }
  const int blocks = static_cast<int>(submitted.blocks.size());
  if (options.work.block > blocks) {
    return Error{
        fmt::format("there is no block {}: the session has {}", options.work.block, blocks), {}};
  }
  return {};
}

// Nothing but the program and the trainings' own files can have changed: the rest is frozen.
std::vector<std::string> changed_files(const SubmittedSession& submitted, const SessionInfo& now) {
  SessionInfo before = submitted.info;
  before.host = now.host;
  before.instrumentation = now.instrumentation;
  before.own_devices = now.own_devices;
  return changes_since(before, now);
}

SessionSources frozen_sources(const SessionInfo& submitted) {
  SessionSources sources = sources_now(submitted);
  sources.settings_sha256 = submitted.settings_sha256;
  sources.catalogue_sha256 = submitted.catalogue_sha256;
  sources.governor_asked.clear();
  return sources;
}

SessionInfo task_info(const Work& work, const Options& options, const World& world,
                      const Monitor& monitor) {
  SessionInfo info =
      session_facts(frozen_sources(work.submitted.info), world.elevation->description());
  note_asked(options, info);
  info.start = SystemClock().now();
  info.instrumentation = monitor.instrumentation();
  info.own_devices = work.place.own_devices;
  info.batch = work.place.task;
  info.machine_shared = !work.place.task.exclusive;
  apply(options.overrides.limits, info.limits);
  return info;
}

// A pinned configuration stays on the GPU that its first runs had.
Status check_pinned(const Work& work, const SessionInfo& now) {
  if (!work.submitted.pin_configurations || !work.inherits) return {};
  const Result<SessionInfo> before = read_latest_info(work.inherits->directory);
  if (!before) return before.error();
  const auto progress = read_progress(work.inherits->directory);
  if (progress && progress->ended == 0) return {};
  const std::vector<std::string> was = own_device_ids(*before);
  if (was == own_device_ids(now)) return {};
  return Error{
      fmt::format("block {} is pinned to the GPU {} of {}, and this task has {} of {}", work.block,
                  joined(was, ", "), before->host, joined(own_device_ids(now), ", "), now.host),
      "`mutation resume` submits it for that node"};
}

std::vector<Outcome> outcomes_again(const Options& options) {
  std::vector<Outcome> outcomes;
  for (const std::string& word : options.retry)
    outcomes.push_back(word == to_text(Outcome::failed) ? Outcome::failed : Outcome::suspect);
  return outcomes;
}

bool is_complete(const Work& work, const Options& options) {
  if (!work.inherits || !options.retry.empty()) return false;
  const auto progress = read_progress(work.inherits->directory);
  return progress && progress->complete;
}

Result<BlockProgress> progress_so_far(SessionStore& store, const Work& work, int runs) {
  const auto outcomes = store.outcomes();
  if (!outcomes) return outcomes.error();
  const auto unfinished = store.unfinished();
  if (!unfinished) return unfinished.error();
  return BlockProgress{.runs = runs,
                       .ended = runs - static_cast<int>(unfinished->size()),
                       .succeeded = outcomes->succeeded,
                       .suspect = outcomes->suspect,
                       .failed = outcomes->failed,
                       .node = work.place.task.node,
                       .job_id = work.place.task.job_id};
}

// Of the whole block, and how many of them this task has done.
struct BlockEnd {
  int exit_code = kExitUnfit;
  bool complete = false;
  int runs_done = 0;
};

SessionToRun session_of(ClaimedBlock& claimed, const Work& work, SessionInfo info,
                        const StoredSession& head, const Options& options) {
  std::vector<std::string> changes;
  if (!claimed.plan) changes = changes_since(latest_info(head), info);
  SessionToRun session = session_going_on(*claimed.store, head, std::move(info), std::move(changes),
                                          block_folder(work.session, work.block), options);
  session.plan = std::move(claimed.plan);
  for (const SubmittedBlock& block : work.submitted.blocks) {
    if (block.number != work.block) session.campaign.runs_elsewhere += block.runs;
  }
  session.campaign.part_of = work.session;
  session.started.session = fmt::format("{}, block {}", name_of(work.session), work.block);
  session.tells_directory = false;
  session.started.notes.push_back(fmt::format("block {} of {}, claim {}, node {}", work.block,
                                              work.submitted.blocks.size(), claimed.claim.token,
                                              work.place.task.node));
  return session;
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

Result<BlockEnd> do_block(const Work& work, SessionInfo info, const Options& options, World& world,
                          Monitor& monitor) {
  Result<ClaimedBlock> claimed = claim_and_open(work.session, work.submitted, work.block,
                                                work.inherits, outcomes_again(options));
  if (!claimed) return claimed.error();
  SessionStore& store = *claimed->store;
  info.name = store.name();
  info.directory = store.directory();
  info.batch->claim = claimed->claim.token;
  const Result<StoredSession> head = head_of(*claimed);
  if (!head) return head.error();
  SessionToRun session = session_of(*claimed, work, std::move(info), *head, options);
  session.campaign.since_last_training =
      since_last_training_on(own_device_ids(session.info), session.info.start.boot);
  if (Status begun = begin_in_world(session, world); !begun) return begun.error();
  if (Status left = note_what_is_left(store, session.started); !left) return left.error();
  const int left_before = *session.started.runs_left;
  Result<BlockProgress> so_far = progress_so_far(store, work, head->runs_planned);
  if (!so_far) return so_far.error();
  ProgressFile progress(store.directory(), std::move(*so_far));
  session.listeners.push_back(&progress);
  BlockEnd end;
  end.exit_code = run_in_world(std::move(session), world, monitor, options.watching.progress);
  const auto left = store.unfinished();
  end.complete = left && left->empty();
  if (left) end.runs_done = left_before - static_cast<int>(left->size());
  progress.close(end.complete, SystemClock().now().utc);
  return end;
}

// The time limit came before the block's end: the rest is for the same task's next start.
int queue_again(const BlockEnd& end, const Work& work) {
  const Error by_hand{fmt::format("block {} is not done when its time limit comes", work.block),
                      "`mutation resume` submits what is missing"};
  if (end.runs_done == 0) {
    print_error({by_hand.message + ", and no run of it was: one does not fit in the limit",
                 "`mutation resume --time` gives it more"});
    return end.exit_code;
  }
  if (!work.place.job) return print_error(by_hand), end.exit_code;
  print_line(stderr, "mutation: queued again for the runs that are left");
  // Slurm may end this program before it has an answer.
  if (Status asked = SlurmClient{{}}.requeue(*work.place.job); !asked) print_error(asked.error());
  return end.exit_code;
}

int work_on(Work& work, const Options& options, World& world, Monitor& monitor) {
  SessionInfo info = task_info(work, options, world, monitor);
  std::vector<Error> errors = preflight_errors(info.repos);
  const std::vector<std::string> changes = changed_files(work.submitted, info);
  if (!changes.empty() && !options.accept_changes) {
    errors.push_back({"the runs would not be those that were submitted: " + joined(changes, "; "),
                      "put that back, or `mutation resume --accept-changes`, which records it"});
  }
  for (const Error& error : errors) print_error(error);
  if (!errors.empty()) return kExitUnfit;
  if (Status pinned = check_pinned(work, info); !pinned)
    return print_error(pinned.error()), kExitUnfit;
  if (Status reading = monitor.start(); !reading) return print_error(reading.error()), kExitUnfit;
  const Result<BlockEnd> end = do_block(work, std::move(info), options, world, monitor);
  if (!end) return print_error(end.error()), kExitUnfit;
  if (!end->complete && end->exit_code == kExitTimeLimit) return queue_again(*end, work);
  return end->exit_code;
}

}  // namespace

int do_work(const Options& given) {
  std::optional<World> world = settle_world(given);
  if (!world) return kExitUnfit;
  const Result<std::string> session = find_session(given);
  if (!session) return print_error(session.error()), kExitUsage;
  Result<SubmittedSession> submitted = read_submitted_session(*session);
  if (!submitted) return print_error(submitted.error()), kExitUsage;
  if (Status right = check_session(*submitted, given); !right)
    return print_error(right.error()), kExitUsage;
  const Options options = options_as_before(given, submitted->info);
  Work work{.session = *session, .submitted = std::move(*submitted), .block = given.work.block};
  auto inherits = claim_to_inherit(block_folder(work.session, work.block));
  if (!inherits) return print_error(inherits.error()), kExitUnfit;
  work.inherits = std::move(*inherits);
  if (is_complete(work, options)) {
    print_line(stderr, fmt::format("mutation: block {} is done already", work.block));
    return kExitSuccess;
  }
  if (Status watched = open_watchers(*world, options); !watched)
    return print_error(watched.error()), kExitUsage;
  const auto monitor = world->elevation->open_monitor(options.measure);
  if (!monitor) return print_error(monitor.error()), kExitUnfit;
  Result<TaskPlace> place =
      take_place(work.submitted.request, work.block, options, (*monitor)->instrumentation());
  if (!place) return print_error(place.error()), kExitUnfit;
  work.place = std::move(*place);
  return work_on(work, options, *world, **monitor);
}

}  // namespace mutation
