// `stop` of a submitted session.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/batch_submission.h"
#include "app/block_states.h"
#include "app/command_line.h"
#include "app/messages.h"
#include "app/submitted_status.h"
#include "cluster/layout.h"
#include "os/file.h"

namespace mutation {
namespace {

using TasksByArray = std::map<JobId, std::vector<std::uint32_t>>;  // ascending

// Every task that waits or runs, of blocks that are done, too: one may have been taken up again.
void add_tasks(const BlockState& state, TasksByArray& queued, TasksByArray& running) {
  for (const TaskState& task : state.active) {
    TasksByArray& into = task.phase == TaskPhase::queued ? queued : running;
    into[task.array_job].push_back(task.array_task);
  }
}

// Does it to each array, whatever becomes of another. Whether all went well; errors were printed.
bool to_each(TasksByArray& tasks, const auto& act) {
  bool done = true;
  for (auto& [array, ids] : tasks) {
    std::ranges::sort(ids);
    const Status acted = act(array, ids);
    if (!acted) print_error(acted.error());
    done &= bool(acted);
  }
  return done;
}

void warn_of_what_is_not_known(const BlockStates& states) {
  if (states.accounts) print_warning(accounts_unknown(*states.accounts));
  const auto unanswered = std::ranges::find_if(
      states.blocks, [](const BlockState& state) { return state.unanswered.has_value(); });
  if (unanswered == states.blocks.end()) return;
  print_warning({unanswered_text(*unanswered->unanswered) + ": its tasks may still appear",
                 "look with `mutation status` later"});
}

}  // namespace

int stop_submitted(const std::string& session, const Options& options) {
  const Result<SubmittedSession> submitted = read_submitted_session(session);
  if (!submitted) return print_error(submitted.error()), kExitUsage;
  // First: a task that starts anew meanwhile, or has heard nothing, is to find it.
  if (Status marked = write_file_durably(stop_mark(session), ""); !marked)
    return print_error(marked.error()), kExitUnfit;
  const SlurmClient slurm{{}};
  const BlockStates states = block_states(session, *submitted, slurm, SystemClock().now().utc);
  if (states.slurm) return print_error(*states.slurm), kExitUnfit;
  warn_of_what_is_not_known(states);
  TasksByArray queued, running;
  for (const BlockState& state : states.blocks) add_tasks(state, queued, running);
  const auto cancel = [&](JobId array, const auto& ids) { return slurm.cancel(array, ids); };
  const auto tell = [&](JobId array, const auto& ids) { return slurm.signal(array, ids, "USR1"); };
  bool done = to_each(queued, cancel);
  done &= options.stop_now ? to_each(running, cancel) : to_each(running, tell);
  if (!done) return kExitUnfit;
  fmt::print("{}: {}\n", session,
             options.stop_now ? "its tasks are being ended"
                              : "queued tasks are taken out, and those that run end after the run "
                                "that goes on now");
  return kExitSuccess;
}

}  // namespace mutation
