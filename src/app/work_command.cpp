// `mutation work`: what each task of a submitted session executes: claims its block and does its
// runs on the GPU that the task was given.
#include <fmt/format.h>
#include <signal.h>

#include "app/block_session.h"
#include "app/command_line.h"
#include "app/commands.h"
#include "app/find_session.h"
#include "app/freeze_session.h"
#include "app/messages.h"
#include "app/preflight.h"
#include "app/resume_changes.h"
#include "app/session_facts.h"
#include "base/text.h"
#include "cluster/block_progress.h"
#include "cluster/claims.h"
#include "cluster/layout.h"
#include "record/read_session.h"
#include "slurm/client.h"

namespace mutation {
namespace {

constexpr int kExitTimeLimit = 128 + SIGUSR2;

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

SessionInfo task_info(const BlockTask& task, const Options& options, const World& world,
                      const Monitor& monitor) {
  SessionInfo info =
      session_facts(frozen_sources(task.submitted.info), world.elevation->description());
  note_asked(options, info);
  info.start = SystemClock().now();
  info.instrumentation = monitor.instrumentation();
  info.own_devices = task.place.own_devices;
  info.batch = task.place.task;
  info.machine_shared = !task.place.task.exclusive;
  apply(options.overrides.limits, info.limits);
  apply(options.overrides.tariff, info.tariff);
  return info;
}

// The claim of the block that counts, as far as it can be told without one's own.
std::optional<BlockClaim> counting_claim(const std::string& session, int block) {
  const auto claims = claims_of(block_folder(session, block));
  const BlockClaim* const claim = claims ? claim_that_counts(*claims) : nullptr;
  return claim ? std::optional(*claim) : std::nullopt;
}

// Saves a claim where there is nothing to do; what is decided with one, is decided by its store.
bool is_complete(const std::optional<BlockClaim>& claim, const Options& options) {
  if (!claim || !options.retry.empty()) return false;
  const auto progress = read_progress(claim->directory);
  return progress && progress->complete;
}

// Before a claim would take the block from a task that may be in the right place.
Status check_pinned_before(const BlockTask& task, const std::optional<BlockClaim>& claim,
                           const SessionInfo& now) {
  if (!claim || !task.submitted.pin_configurations) return {};
  const auto progress = read_progress(claim->directory);
  const Result<SessionInfo> before = read_latest_info(claim->directory, Locks::say_nothing);
  if (!before || (progress && progress->ended == 0)) return {};
  return check_pinned(task, *before, now);
}

// For the task's next start; that of a pinned block is on `node`. Slurm may end this program before
// it has an answer.
void queue_again(const BlockTask& task, const std::string& node) {
  const SlurmClient slurm{{}};
  const Status asked = task.submitted.pin_configurations
                           ? slurm.requeue_for(node, task.place.slurm_id)
                           : slurm.requeue(task.place.slurm_id);
  if (!asked) print_error({asked.error().message, "`mutation resume` submits the rest"});
}

// The task of a pinned block that Slurm has started on another node, as after a preemption or when
// its own failed, waits for the right one. On that node it has the wrong GPU: then nothing that
// could be asked for gives it the right one.
void go_to_pinned_node(const BlockTask& task, const std::optional<BlockClaim>& claim) {
  if (!claim || task.place.slurm_id.empty() || is_stopped(task.session)) return;
  const Result<SessionInfo> before = read_latest_info(claim->directory, Locks::say_nothing);
  if (!before || !before->batch || before->batch->node == task.place.task.node) return;
  print_line(stderr, "mutation: queued again for node " + before->batch->node);
  queue_again(task, before->batch->node);
}

// The time limit came before the block's end: the rest is for the same task's next start.
int leave_the_rest(const BlockEnd& end, const BlockTask& task) {
  const std::string what =
      fmt::format("block {} is not done when its time limit comes", task.block);
  if (end.measured == 0) {
    print_error({what + ", and no run of it was: one does not fit in the limit",
                 "`mutation resume --time` gives it more"});
    return end.exit_code;
  }
  if (is_stopped(task.session) || task.place.slurm_id.empty()) {
    print_error({what, "`mutation resume` submits the rest"});
    return end.exit_code;
  }
  print_line(stderr, "mutation: queued again for the runs that are left");
  queue_again(task, task.place.task.node);
  return end.exit_code;
}

int work_on(BlockTask& task, const std::optional<BlockClaim>& before, const Options& options,
            World& world, Monitor& monitor) {
  SessionInfo info = task_info(task, options, world, monitor);
  std::vector<Error> errors = preflight_errors(info.repos);
  const std::vector<std::string> changes = changed_files(task.submitted, info);
  if (!changes.empty() && !options.accept_changes) {
    errors.push_back({"the runs would not be those that were submitted: " + joined(changes, "; "),
                      "put that back, or `mutation resume --accept-changes`, which records it"});
  }
  const Status pinned = check_pinned_before(task, before, info);
  if (!pinned) errors.push_back(pinned.error());
  for (const Error& error : errors) print_error(error);
  if (!pinned && errors.size() == 1) go_to_pinned_node(task, before);
  if (!errors.empty()) return kExitUnfit;
  if (Status reading = monitor.start(); !reading) return print_error(reading.error()), kExitUnfit;
  const Result<BlockEnd> end = do_block(task, std::move(info), options, world, monitor);
  if (!end) return print_error(end.error()), kExitUnfit;
  if (!end->complete && end->exit_code == kExitTimeLimit) return leave_the_rest(*end, task);
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
  BlockTask task{
      .session = *session, .submitted = std::move(*submitted), .block = given.work.block};
  if (is_stopped(task.session)) {
    print_error({"the session is stopped: the task does nothing", "`mutation resume` goes on"});
    return kExitTerminated;
  }
  const std::optional<BlockClaim> before = counting_claim(task.session, task.block);
  if (is_complete(before, options)) {
    print_line(stderr, fmt::format("mutation: block {} is done already", task.block));
    return kExitSuccess;
  }
  if (Status watched = open_watchers(*world, options); !watched)
    return print_error(watched.error()), kExitUsage;
  const auto monitor = world->elevation->open_monitor(options.measure);
  if (!monitor) return print_error(monitor.error()), kExitUnfit;
  Result<TaskPlace> place =
      take_place(task.submitted.request, task.block, options, (*monitor)->instrumentation());
  if (!place) return print_error(place.error()), kExitUnfit;
  task.place = std::move(*place);
  return work_on(task, before, options, *world, **monitor);
}

}  // namespace mutation
