#include "app/submitted_state.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/clock.h"
#include "base/text.h"
#include "cluster/layout.h"
#include "record/json.h"
#include "record/json_parts.h"

namespace mutation {
namespace {

constexpr std::size_t kMostRows = 40;

SubmittedTotals totals_of(const std::vector<BlockState>& blocks) {
  SubmittedTotals totals;
  for (const BlockState& state : blocks) {
    ++totals.blocks[static_cast<std::size_t>(state.phase)];
    totals.uncounted += is_counted(state) ? 0 : 1;
    totals.runs += state.progress ? state.progress->runs : state.block.runs;
    if (!state.progress) continue;
    totals.ended += state.progress->ended;
    totals.succeeded += state.progress->succeeded;
    totals.suspect += state.progress->suspect;
    totals.failed += state.progress->failed;
  }
  return totals;
}

Json task_json(const BlockState& state) {
  const auto time_of = [&](std::optional<UtcTime> TaskState::*time) {
    return state.task && (*state.task).*time ? Json(iso_utc(*((*state.task).*time))) : Json();
  };
  return {{"job_id", state.task ? Json(state.task->job) : Json()},
          {"tasks_active", state.active.size()},
          {"slurm_state", state.task ? Json(state.task->word) : Json()},
          {"slurm_reason", state.task ? text_or_null(state.task->reason) : Json()},
          {"slurm_start", time_of(&TaskState::start)},
          {"slurm_end", time_of(&TaskState::end)},
          {"slurm_restarts",
           state.task && state.task->restarts ? Json(*state.task->restarts) : Json()}};
}

// What goes on is known of a task that runs only: the file of one that was killed says the last.
Json progress_json(const BlockState& state) {
  const BlockProgress progress = state.progress.value_or(BlockProgress{.runs = state.block.runs});
  const auto counted = [&](int count) { return is_counted(state) ? Json(count) : Json(); };
  const bool runs = state.phase == BlockPhase::running && progress.running > 0;
  const bool has_phase = runs && !progress.run_phase.empty();
  return {{"runs", progress.runs},
          {"ended", counted(progress.ended)},
          {"succeeded", counted(progress.succeeded)},
          {"suspect", counted(progress.suspect)},
          {"failed", counted(progress.failed)},
          {"running", runs ? Json(progress.running) : Json()},
          {"run_phase", has_phase ? Json(progress.run_phase) : Json()},
          {"run_phase_start", has_phase ? Json(iso_utc(progress.run_phase_start)) : Json()}};
}

Json json_of(const BlockState& state) {
  Json object = {{"block", state.block.number},          {"entry", state.block.entry},
                 {"first_run", state.block.first_run},   {"state", to_text(state.phase)},
                 {"reason", text_or_null(state.reason)}, {"claims", state.claims},
                 {"node", text_or_null(node_of(state))}};
  object.update(task_json(state));
  object.update(progress_json(state));
  return object;
}

Json blocks_json(const SubmittedState& state, BlockRows rows) {
  Json blocks = Json::array();
  if (rows == BlockRows::all) {
    for (const BlockState& block : state.states.blocks) blocks.push_back(json_of(block));
  } else {
    for (const BlockState* block : worth_a_row(state.states.blocks))
      blocks.push_back(json_of(*block));
  }
  return blocks;
}

}  // namespace

Result<SubmittedState> submitted_state(const std::string& session) {
  Result<SubmittedSession> submitted = read_submitted_session(session);
  if (!submitted) return submitted.error();
  BlockStates states = block_states(session, *submitted, SlurmClient{{}}, SystemClock().now().utc);
  const SubmittedTotals totals = totals_of(states.blocks);
  return SubmittedState{session, std::move(*submitted), std::move(states), totals,
                        is_stopped(session)};
}

int blocks_in(BlockPhase phase, const SubmittedTotals& totals) {
  return totals.blocks[static_cast<std::size_t>(phase)];
}

std::string node_of(const BlockState& state) {
  if (state.task && !state.task->node.empty()) return state.task->node;
  return state.progress ? state.progress->node : "";
}

bool is_counted(const BlockState& state) {
  return state.progress || state.claims == 0;
}

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

std::string submitted_json(const SubmittedState& state, BlockRows rows) {
  const SubmittedTotals& totals = state.totals;
  const BlockStates& states = state.states;
  Json phases = Json::object();
  for (const BlockPhase phase : kBlockPhases) phases[to_text(phase)] = blocks_in(phase, totals);
  Json blocks = blocks_json(state, rows);
  const std::size_t left_out = states.blocks.size() - blocks.size();
  return to_document(
      {{"schema_version", 1},
       {"session", state.submitted.info.name},
       {"directory", state.directory},
       {"experiment_name", state.submitted.experiment_name},
       {"submitted", true},
       {"stopped", state.stopped},
       {"blocks_by_state", std::move(phases)},
       {"blocks_uncounted", totals.uncounted},
       {"runs_planned", totals.runs},
       {"runs_ended", totals.ended},
       {"succeeded", totals.succeeded},
       {"suspect", totals.suspect},
       {"failed", totals.failed},
       {"slurm_error", states.slurm ? Json(states.slurm->message) : Json()},
       {"slurm_accounts_error", states.accounts ? Json(states.accounts->message) : Json()},
       {"blocks_left_out", left_out},
       {"blocks", std::move(blocks)}});
}

}  // namespace mutation
