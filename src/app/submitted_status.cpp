#include "app/submitted_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "app/block_states.h"
#include "app/command_line.h"
#include "app/messages.h"
#include "base/clock.h"
#include "base/text.h"
#include "cluster/layout.h"
#include "progress/text_table.h"
#include "record/json.h"
#include "record/json_parts.h"

namespace mutation {
namespace {

constexpr size_t kMostRows = 40;
constexpr std::array kPhases = {BlockPhase::done, BlockPhase::running, BlockPhase::queued,
                                BlockPhase::lost, BlockPhase::unknown};

struct Totals {
  std::array<int, kPhases.size()> blocks{};
  int runs = 0;
  int ended = 0;
  int succeeded = 0;
  int suspect = 0;
  int failed = 0;
};

Totals totals_of(const std::vector<BlockState>& blocks) {
  Totals totals;
  for (const BlockState& state : blocks) {
    ++totals.blocks[static_cast<size_t>(state.phase)];
    totals.runs += state.progress ? state.progress->runs : state.block.runs;
    if (!state.progress) continue;
    totals.ended += state.progress->ended;
    totals.succeeded += state.progress->succeeded;
    totals.suspect += state.progress->suspect;
    totals.failed += state.progress->failed;
  }
  return totals;
}

std::string node_of(const BlockState& state) {
  if (state.task && !state.task->node.empty()) return state.task->node;
  return state.progress ? state.progress->node : "";
}

// A task that died early leaves a claim of which nothing says how far it was.
bool is_counted(const BlockState& state) {
  return state.progress || state.claims == 0;
}

std::string ended_text(const BlockState& state) {
  if (!is_counted(state)) return "?";
  return std::to_string(state.progress ? state.progress->ended : 0);
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
  const int running =
      state.progress && state.phase == BlockPhase::running ? state.progress->running : 0;
  return {std::to_string(state.block.number),
          to_text(state.phase),
          fmt::format("{} of {}", ended_text(state), runs),
          running > 0 ? std::to_string(running) : "-",
          node_of(state).empty() ? "-" : node_of(state),
          state.claims > 0 ? std::to_string(state.claims) : "-",
          slurm_text(state)};
}

// Those that something can be said of: all where they are few, else those that are not done, those
// that are lost first.
std::vector<const BlockState*> worth_a_row(const std::vector<BlockState>& blocks) {
  std::vector<const BlockState*> shown;
  for (const BlockState& state : blocks) shown.push_back(&state);
  if (shown.size() <= kMostRows) return shown;
  std::erase_if(shown, [](const BlockState* state) { return state->phase == BlockPhase::done; });
  std::ranges::stable_sort(shown, [](const BlockState* a, const BlockState* b) {
    const auto rank = [](BlockPhase phase) {
      return phase == BlockPhase::lost ? 0 : phase == BlockPhase::running ? 1 : 2;
    };
    return rank(a->phase) < rank(b->phase);
  });
  if (shown.size() > kMostRows) shown.resize(kMostRows);
  return shown;
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

void print_totals(const Totals& totals, size_t blocks) {
  std::string phases;
  for (const BlockPhase phase : kPhases) {
    const int count = totals.blocks[static_cast<size_t>(phase)];
    if (count > 0)
      phases += fmt::format("{}{} {}", phases.empty() ? "" : ", ", count, to_text(phase));
  }
  fmt::print("Blocks: {}, {}\n", blocks, phases);
  fmt::print("Runs: {} of {} done: {} succeeded, {} suspect, {} failed\n", totals.ended,
             totals.runs, totals.succeeded, totals.suspect, totals.failed);
}

Json json_of(const BlockState& state) {
  Json object = {{"block", state.block.number},
                 {"entry", state.block.entry},
                 {"first_run", state.block.first_run},
                 {"state", to_text(state.phase)},
                 {"reason", text_or_null(state.reason)},
                 {"claims", state.claims},
                 {"node", text_or_null(node_of(state))},
                 {"job_id", state.task ? Json(state.task->job) : Json()},
                 {"tasks_active", state.active.size()},
                 {"slurm_state", state.task ? Json(state.task->word) : Json()},
                 {"slurm_reason", state.task ? text_or_null(state.task->reason) : Json()}};
  const BlockProgress progress = state.progress.value_or(BlockProgress{.runs = state.block.runs});
  const auto counted = [&](int count) { return is_counted(state) ? Json(count) : Json(); };
  const auto time_of = [&](std::optional<UtcTime> TaskState::*time) {
    return state.task && (*state.task).*time ? Json(iso_utc(*((*state.task).*time))) : Json();
  };
  object.update({{"slurm_start", time_of(&TaskState::start)},
                 {"slurm_end", time_of(&TaskState::end)},
                 {"slurm_restarts",
                  state.task && state.task->restarts ? Json(*state.task->restarts) : Json()}});
  object.update({{"runs", progress.runs},
                 {"ended", counted(progress.ended)},
                 {"succeeded", counted(progress.succeeded)},
                 {"suspect", counted(progress.suspect)},
                 {"failed", counted(progress.failed)},
                 {"running", progress.running > 0 ? Json(progress.running) : Json()}});
  return object;
}

void print_json(const std::string& session, const SubmittedSession& submitted,
                const BlockStates& states) {
  const Totals totals = totals_of(states.blocks);
  Json phases = Json::object();
  for (const BlockPhase phase : kPhases)
    phases[to_text(phase)] = totals.blocks[static_cast<size_t>(phase)];
  Json blocks = Json::array();
  for (const BlockState& state : states.blocks) blocks.push_back(json_of(state));
  const Json object = {
      {"schema_version", 1},
      {"session", submitted.info.name},
      {"directory", session},
      {"experiment_name", submitted.experiment_name},
      {"submitted", true},
      {"blocks_by_state", std::move(phases)},
      {"runs_planned", totals.runs},
      {"runs_ended", totals.ended},
      {"succeeded", totals.succeeded},
      {"suspect", totals.suspect},
      {"failed", totals.failed},
      {"slurm_error", states.slurm ? Json(states.slurm->message) : Json()},
      {"slurm_accounts_error", states.accounts ? Json(states.accounts->message) : Json()},
      {"blocks", std::move(blocks)}};
  fmt::print("{}", to_document(object));
}

bool any_in(const BlockStates& states, BlockPhase phase) {
  return std::ranges::any_of(states.blocks,
                             [phase](const BlockState& state) { return state.phase == phase; });
}

}  // namespace

int print_submitted_status(const std::string& session, bool json) {
  const Result<SubmittedSession> submitted = read_submitted_session(session);
  if (!submitted) return print_error(submitted.error()), kExitUsage;
  const BlockStates states =
      block_states(session, *submitted, SlurmClient{{}}, SystemClock().now().utc);
  if (json) {
    print_json(session, *submitted, states);
    return kExitSuccess;
  }
  fmt::print("{}  {}  ({})\n", submitted->info.name, submitted->experiment_name, session);
  print_blocks(states.blocks);
  print_totals(totals_of(states.blocks), states.blocks.size());
  if (const auto unknown = std::ranges::count_if(
          states.blocks, [](const BlockState& state) { return !is_counted(state); });
      unknown > 0) {
    fmt::print("Without what {} block{} did, whose tasks ended before they said so.\n", unknown,
               unknown == 1 ? "" : "s");
  }
  if (is_stopped(session)) fmt::print("It is stopped: `mutation resume` goes on with it.\n");
  if (states.slurm) fmt::print("What Slurm does is not known: {}\n", states.slurm->message);
  if (states.accounts) print_warning(accounts_unknown(*states.accounts));
  if (any_in(states, BlockPhase::lost))
    fmt::print("`mutation resume` submits the blocks that are lost.\n");
  fmt::print("`mutation collect` takes what was done into the session's store.\n");
  return kExitSuccess;
}

}  // namespace mutation
