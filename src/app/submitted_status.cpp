#include "app/submitted_status.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/command_line.h"
#include "app/messages.h"
#include "app/submitted_state.h"
#include "base/clock.h"
#include "base/text.h"
#include "progress/text_table.h"

namespace mutation {
namespace {

std::string ended_text(const BlockState& state) {
  if (!is_counted(state)) return "?";
  return std::to_string(state.progress ? state.progress->ended : 0);
}

// The run that goes on and its phase, as its task has written.
std::string running_text(const BlockState& state) {
  if (!state.progress || state.phase != BlockPhase::running || state.progress->running == 0)
    return "-";
  std::string phase = state.progress->run_phase;
  std::ranges::replace(phase, '_', ' ');
  return std::to_string(state.progress->running) + (phase.empty() ? "" : " (" + phase + ")");
}

// Slurm's reason, and of what waits when Slurm thinks that it begins.
std::string slurm_text(const BlockState& state) {
  std::string text = state.reason.empty() ? "-" : state.reason;
  if (state.phase != BlockPhase::queued || !state.task || !state.task->start) return text;
  const Seconds until = *state.task->start - SystemClock().now().utc;
  return until > Seconds(0) ? text + ", may begin in " + human_duration(until) : text;
}

std::vector<std::string> row_of(const BlockState& state) {
  const int runs = state.progress ? state.progress->runs : state.block.runs;
  return {std::to_string(state.block.number),
          to_text(state.phase),
          fmt::format("{} of {}", ended_text(state), runs),
          running_text(state),
          node_of(state).empty() ? "-" : node_of(state),
          state.claims > 0 ? std::to_string(state.claims) : "-",
          slurm_text(state)};
}

void print_blocks(const std::vector<BlockState>& blocks) {
  TextTable table({{"block", Align::right},
                   {"state"},
                   {"runs done", Align::right},
                   {"run", Align::right},
                   {"node"},
                   {"claims", Align::right},
                   {"Slurm says"}});
  const auto shown = worth_a_row(blocks);
  for (const BlockState* state : shown) table.add_row(row_of(*state));
  if (!shown.empty()) {
    for (const std::string& line : table.lines()) fmt::print("{}\n", line);
  }
  if (shown.size() < blocks.size())
    fmt::print("{} blocks more are not shown; --json has all\n", blocks.size() - shown.size());
}

void print_totals(const SubmittedTotals& totals, size_t blocks) {
  std::string phases;
  for (const BlockPhase phase : kBlockPhases) {
    const int count = blocks_in(phase, totals);
    if (count > 0)
      phases += fmt::format("{}{} {}", phases.empty() ? "" : ", ", count, to_text(phase));
  }
  fmt::print("Blocks: {}, {}\n", blocks, phases);
  fmt::print("Runs: {} of {} done: {} succeeded, {} suspect, {} failed\n", totals.ended,
             totals.runs, totals.succeeded, totals.suspect, totals.failed);
}

}  // namespace

int print_submitted_status(const std::string& session, bool json) {
  const Result<SubmittedState> state = submitted_state(session);
  if (!state) return print_error(state.error()), kExitUsage;
  if (json) {
    fmt::print("{}", submitted_json(*state, BlockRows::all));
    return kExitSuccess;
  }
  const auto& [directory, submitted, states, totals, stopped] = *state;
  fmt::print("{}  {}  ({})\n", submitted.info.name, submitted.experiment_name, session);
  print_blocks(states.blocks);
  print_totals(totals, states.blocks.size());
  if (totals.uncounted > 0) {
    fmt::print("Without what {} block{} did, whose tasks ended before they said so.\n",
               totals.uncounted, totals.uncounted == 1 ? "" : "s");
  }
  if (stopped) fmt::print("It is stopped: `mutation resume` goes on with it.\n");
  if (states.slurm) fmt::print("What Slurm does is not known: {}\n", states.slurm->message);
  if (states.accounts) print_warning(accounts_unknown(*states.accounts));
  if (blocks_in(BlockPhase::lost, totals) > 0)
    fmt::print("`mutation resume` submits the blocks that are lost.\n");
  fmt::print("`mutation collect` takes what was done into the session's store.\n");
  return kExitSuccess;
}

}  // namespace mutation
