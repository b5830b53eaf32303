// `resume` of a submitted session.
#include <errno.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "app/batch_submission.h"
#include "app/block_states.h"
#include "app/command_line.h"
#include "app/messages.h"
#include "app/submitted_status.h"
#include "base/text.h"
#include "cluster/claims.h"
#include "cluster/layout.h"
#include "os/file.h"
#include "record/read_session.h"
#include "record/session_lock.h"

namespace mutation {
namespace {

using BlocksByNode = std::map<std::string, std::vector<int>>;  // "": any node

bool is_wanted(const BlockState& state, const std::vector<std::string>& again) {
  if (may_have_task(state)) return false;
  if (state.phase == BlockPhase::lost) return true;
  if (state.phase != BlockPhase::done || !state.progress) return false;
  return std::ranges::any_of(again, [&](const std::string& word) {
    return word == to_text(Outcome::failed) ? state.progress->failed > 0
                                            : state.progress->suspect > 0;
  });
}

// Where a pinned block has been: it goes on there and nowhere else.
std::string pinned_node(const std::string& session, const BlockState& state) {
  const auto claims = claims_of(block_folder(session, state.block.number));
  // A task that died early has left none: then its store says where the block was.
  if (!claims || (state.progress && state.progress->ended == 0)) return "";
  const BlockClaim* const counts = claim_that_counts(*claims);
  if (!counts) return "";
  const Result<SessionInfo> info = read_latest_info(counts->directory, Locks::say_nothing);
  return info && info->batch ? info->batch->node : "";
}

BlocksByNode wanted_blocks(const std::string& session, const SubmittedSession& submitted,
                           const BlockStates& states, const Options& options) {
  BlocksByNode wanted;
  for (const BlockState& state : states.blocks) {
    if (!is_wanted(state, options.retry)) continue;
    const std::string node =
        submitted.pin_configurations ? pinned_node(session, state) : std::string();
    wanted[node].push_back(state.block.number);
  }
  return wanted;
}

// Words for `work`: of what it understands too, what was asked for this time.
std::vector<std::string> flags_of(const Options& options) {
  std::vector<std::string> flags;
  if (options.accept_changes) flags.push_back("--accept-changes");
  for (const std::string& word : options.retry) {
    flags.push_back("--retry");
    flags.push_back(word);
  }
  const LimitOptions& limits = options.overrides.limits;
  if (limits.max_consecutive_failures) {
    flags.push_back("--max-consecutive-failures");
    flags.push_back(std::to_string(*limits.max_consecutive_failures));
  }
  if (limits.min_free_disk_mb) {
    flags.push_back("--min-free-disk-mb");
    flags.push_back(shortest(*limits.min_free_disk_mb));
  }
  if (options.keep_scripts) flags.push_back("--keep-scripts");
  if (options.keep_copies) flags.push_back("--keep-copies");
  if (options.tree_method != TreeMethod::automatic) {
    flags.push_back("--tree-method");
    flags.emplace_back(to_text(options.tree_method));
  }
  return flags;
}

// Of the options of `resume` those that mean nothing to a submitted session. No option is taken and
// then ignored.
Status check_given(const std::vector<std::string>& given) {
  constexpr std::array<std::string_view, 14> kTaken = {"SESSION",
                                                       "--config",
                                                       "--root",
                                                       "--results",
                                                       "--retry",
                                                       "--accept-changes",
                                                       "--partition",
                                                       "--time",
                                                       "--max-parallel",
                                                       "--max-consecutive-failures",
                                                       "--min-free-disk-mb",
                                                       "--keep-scripts",
                                                       "--keep-copies",
                                                       "--tree-method"};
  std::vector<std::string> refused;
  for (const std::string& option : given) {
    if (std::ranges::count(kTaken, option) == 0) refused.push_back(option);
  }
  if (refused.empty()) return {};
  return Error{"the session was submitted, and its tasks do not take " + joined(refused, ", "),
               "leave " + std::string(refused.size() == 1 ? "it" : "them") +
                   " away: what is run, measured and told stands since `mutation submit`"};
}

void take_queue(const NodeRequest& asked, NodeRequest& request) {
  if (!asked.partition.empty()) request.partition = asked.partition;
  if (asked.time) request.time = asked.time;
  if (asked.max_parallel > 0) request.max_parallel = asked.max_parallel;
}

int count_of(const BlockStates& states, BlockPhase phase) {
  return static_cast<int>(std::ranges::count(states.blocks, phase, &BlockState::phase));
}

void tell_unanswered(const BlockStates& states) {
  std::vector<int> blocks;
  UtcTime at{};
  for (const BlockState& state : states.blocks) {
    if (state.phase != BlockPhase::unknown || !state.unanswered) continue;
    blocks.push_back(state.block.number);
    at = std::max(at, *state.unanswered);
  }
  if (blocks.empty()) return;
  print_warning({fmt::format("{} block{} not submitted: {}", blocks.size(),
                             blocks.size() == 1 ? " is" : "s are", unanswered_text(at)),
                 fmt::format("its task may still appear; `mutation resume` submits what Slurm does "
                             "not know {:.0f} minutes after that",
                             kAnswerPatience.count() / 60)});
}

// So many as the cluster holds, of all nodes together.
void keep_fitting(BlocksByNode& wanted, const ClusterFacts& facts) {
  std::vector<int> all;
  for (const auto& [node, blocks] : wanted) all.insert(all.end(), blocks.begin(), blocks.end());
  std::vector<int> kept = fitting(all, facts);
  if (kept.size() == all.size()) return;
  std::ranges::sort(kept);
  for (auto& [node, blocks] : wanted)
    std::erase_if(blocks, [&](int block) { return !std::ranges::binary_search(kept, block); });
  std::erase_if(wanted, [](const auto& group) { return group.second.empty(); });
}

Result<std::vector<JobScript>> scripts_of(const std::string& session,
                                          const SubmittedSession& submitted, BlocksByNode wanted,
                                          int active, const ClusterFacts& facts) {
  keep_fitting(wanted, facts);
  std::vector<JobScript> all;
  for (const auto& [node, blocks] : wanted) {
    const auto nodes = node.empty() ? std::vector<std::string>() : std::vector{node};
    auto scripts = scripts_for(session, submitted, blocks, nodes, facts);
    if (!scripts) return scripts.error();
    std::ranges::move(*scripts, std::back_inserter(all));
  }
  if (const auto more = bound_tasks(submitted.request.max_parallel, active, all); more)
    print_warning(*more);
  return all;
}

// How many tasks of what was submitted before may be at work at a time: of those that wait, too.
int active_tasks(const BlockStates& states, const SubmittedSession& submitted) {
  std::map<JobId, int> arrays;
  for (const BlockState& state : states.blocks) {
    for (const TaskState& task : state.active) ++arrays[task.array_job];
  }
  int count = 0;
  for (const auto& [job, tasks] : arrays) {
    const auto submission = std::ranges::find(submitted.submissions, job, &BatchSubmission::job_id);
    const bool bounded = submission != submitted.submissions.end() && submission->max_parallel > 0;
    count += bounded ? std::min(tasks, submission->max_parallel) : tasks;
  }
  return count;
}

// From here on tasks may begin and queue themselves again. What was told to those at work is not
// taken back.
Status unmark_stop(const std::string& session, const BlockStates& states) {
  if (!is_stopped(session)) return {};
  const std::string mark = stop_mark(session);
  if (unlink(mark.c_str()) != 0 && errno != ENOENT)
    return errno_error("remove " + mark, errno, "its tasks would do nothing");
  const int running = count_of(states, BlockPhase::running);
  if (running > 0) {
    print_warning({fmt::format("{} task{} told to stop and end{} after the run that goes on",
                               running, running == 1 ? " was" : "s were", running == 1 ? "s" : ""),
                   "`mutation resume` once more, when that is done, submits what they leave"});
  }
  return {};
}

}  // namespace

int resume_submitted(const std::string& session, const Options& options) {
  if (Status taken = check_given(options.given); !taken)
    return print_error(taken.error()), kExitUsage;
  // One at a time: two would submit the same blocks.
  const Result<UniqueFd> lock = lock_session(session);
  if (!lock) return print_error(lock.error()), kExitUnfit;
  Result<SubmittedSession> submitted = read_submitted_session(session);
  if (!submitted) return print_error(submitted.error()), kExitUsage;
  // One whose submission was cut off before anything was asked of Slurm lacks some of its parts.
  if (const auto begun = read_latest_info(session); !begun)
    return print_error(begun.error()), kExitUnfit;
  const SlurmClient slurm{{}};
  const UtcTime now = SystemClock().now().utc;
  const BlockStates states = block_states(session, *submitted, slurm, now);
  if (states.slurm || !settle_submissions(session, *submitted, slurm, now)) {
    print_error({"it is not known which blocks are queued or run: " +
                     (states.slurm ? states.slurm->message : "Slurm does not answer"),
                 "a block is submitted again only when Slurm has no task of it"});
    return kExitUnfit;
  }
  if (states.accounts) {
    Error error = accounts_unknown(*states.accounts);
    if (error.hint.empty()) error.hint = "try again when sacct answers";
    return print_error(error), kExitUnfit;
  }
  // What was found of submissions that were not answered is kept: Slurm forgets.
  if (Status kept = write_submitted_session(session, *submitted); !kept)
    return print_error(kept.error()), kExitUnfit;
  const BlocksByNode wanted = wanted_blocks(session, *submitted, states, options);
  const auto tell_others = [&] {
    print_line(
        stderr,
        fmt::format("{} blocks are done, {} run, {} are queued", count_of(states, BlockPhase::done),
                    count_of(states, BlockPhase::running), count_of(states, BlockPhase::queued)));
    tell_unanswered(states);
  };
  if (wanted.empty()) {
    if (Status goes_on = unmark_stop(session, states); !goes_on)
      return print_error(goes_on.error()), kExitUnfit;
    tell_others();
    print_line(stderr, "There is nothing to submit.");
    return kExitSuccess;
  }
  const Result<ClusterView> cluster = look_at_cluster(slurm);
  if (!cluster) return print_error(cluster.error()), kExitUnfit;
  take_queue(options.submit.request, submitted->request);
  std::string partition;
  if (!nodes_can_be_had(*submitted, *cluster, partition)) return kExitUsage;
  const size_t before = submitted->submissions.size();
  auto scripts =
      scripts_of(session, *submitted, wanted, active_tasks(states, *submitted), cluster->facts);
  if (!scripts) return print_error(scripts.error()), kExitUsage;
  if (Status goes_on = unmark_stop(session, states); !goes_on)
    return print_error(goes_on.error()), kExitUnfit;
  const Status done =
      submit_blocks(session, *submitted, std::move(*scripts), flags_of(options), slurm);
  tell_others();
  for (size_t i = before; i < submitted->submissions.size(); ++i) {
    const BatchSubmission& one = submitted->submissions[i];
    print_line(stderr, fmt::format("job {}: {} block{}", one.job_id, one.blocks.size(),
                                   one.blocks.size() == 1 ? "" : "s"));
  }
  if (!done) return print_error(done.error()), kExitUnfit;
  fmt::print("{}\n", session);
  return kExitSuccess;
}

}  // namespace mutation
