#include "campaign/repeats.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/text.h"
#include "model/figure.h"
#include "stats/stopping_rule.h"

namespace mutation {
namespace {

// The run's own GPUs, by what its foreground's energy is of.
std::string own_devices(const AttemptRecord& attempt) {
  std::vector<std::string> ids;
  for (const PhaseRecord& phase : attempt.phases) {
    if (phase.kind != PhaseKind::foreground) continue;
    for (const DeviceEnergy& energy : phase.energy) {
      if (energy.kind == DeviceKind::gpu && energy.in_total) ids.push_back(energy.device);
    }
  }
  return joined(ids, " ");
}

std::string percent(double relative) {
  return fmt::format("{:.2g} %", relative * 100);
}

std::string counted_runs(const RepeatState& state) {
  const std::string all = fmt::format("{} run{}", state.runs, state.runs == 1 ? "" : "s");
  return state.counted == state.runs ? all : fmt::format("{} of {}", state.counted, all);
}

RepeatVerdict verdict_of(const RepeatState& state, bool enough) {
  if (state.left > 0) return RepeatVerdict::planned;
  if (enough) return RepeatVerdict::narrow;
  return state.runs < state.rule.max ? RepeatVerdict::further : RepeatVerdict::at_most;
}

bool counts(const RepeatedValue& run) {
  return run.succeeded && run.value.has_value();
}

// Of the last run that counts: one that failed early, or lacks the figure, has no say.
std::string last_device(const std::vector<RepeatedValue>& runs) {
  const auto last = std::find_if(runs.rbegin(), runs.rend(), counts);
  return last == runs.rend() ? "" : last->device;
}

// Of runs of which none counts, and of which none is left to do.
RepeatVerdict verdict_without_values(const RepeatState& state,
                                     const std::vector<RepeatedValue>& runs) {
  const bool none_trained = std::ranges::none_of(runs, &RepeatedValue::succeeded);
  if (none_trained && state.runs >= state.rule.min) return RepeatVerdict::none_succeeded;
  const bool measured =
      std::ranges::any_of(runs, [](const RepeatedValue& run) { return run.value.has_value(); });
  return none_trained || measured ? verdict_of(state, false) : RepeatVerdict::no_figure;
}

// One configuration's runs in a session that was read.
struct Collected {
  RepeatUntil rule;
  std::string training;
  std::map<std::string, RepeatedValue> ended;  // by run id: as they began
  int left = 0;
};

std::map<int, Collected> collected(const StoredSession& session) {
  std::map<int, Collected> configurations;
  for (const StoredRun& run : session.runs) {
    if (!run.planned.repeat_until) continue;
    Collected& of = configurations[run.planned.configuration];
    if (!of.training.empty()) continue;
    of.rule = *run.planned.repeat_until;
    of.training = run.planned.foreground.repo + " " + run.planned.foreground.model;
  }
  for (const StoredRun& run : session.runs) {
    const auto found = configurations.find(run.planned.configuration);
    if (found == configurations.end() || run.planned.role != Role::measured) continue;
    Collected& of = found->second;
    if (run.state == RunState::ended) {
      of.ended[run.run_id] = repeated_value(run_record_of(run), of.rule.of);
    } else {
      ++of.left;
    }
  }
  return configurations;
}

}  // namespace

RepeatedValue repeated_value(const RunRecord& run, const std::string& figure) {
  RepeatedValue value;
  value.succeeded = run.outcome == Outcome::succeeded;
  value.value = figure_value(run, figure);
  if (value.value && !std::isfinite(*value.value)) value.value.reset();
  if (run.attempts.empty()) return value;
  value.device = own_devices(final_attempt(run));
  value.simulated = final_attempt(run).energy.simulated && figure.starts_with("gpu_");
  return value;
}

RepeatState repeat_state(const RepeatUntil& rule, const std::vector<RepeatedValue>& runs,
                         int left) {
  RepeatState state;
  state.rule = rule;
  state.runs = int(runs.size());
  state.left = left;
  state.device = last_device(runs);
  std::vector<double> values;
  for (const RepeatedValue& run : runs) {
    if (!counts(run) || run.device != state.device) continue;
    values.push_back(*run.value);
    state.simulated |= run.simulated;
  }
  state.counted = int(values.size());
  if (values.empty()) {
    state.verdict = left > 0 ? RepeatVerdict::planned : verdict_without_values(state, runs);
    return state;
  }
  const StoppingDecision decision = decide(values, rule);
  const double width = relative_half_width(decision.interval);
  state.mean = decision.interval.value;
  if (std::isfinite(width)) state.relative_half_width = width;
  state.verdict = verdict_of(state, decision.enough && width <= rule.relative_ci);
  return state;
}

std::vector<RepeatState> repeat_states(const StoredSession& session) {
  std::vector<RepeatState> states;
  for (const auto& [number, of] : collected(session)) {
    std::vector<RepeatedValue> values;
    for (const auto& [run_id, value] : of.ended) values.push_back(value);
    RepeatState state = repeat_state(of.rule, values, of.left);
    state.configuration = number;
    state.training = of.training;
    states.push_back(std::move(state));
  }
  return states;
}

std::string interval_text(const RepeatState& state) {
  const std::string asked = percent(state.rule.relative_ci);
  if (!state.relative_half_width) {
    return fmt::format("no interval yet, {} count{}, asked {}", counted_runs(state),
                       state.counted == 1 && state.runs == 1 ? "s" : "", asked);
  }
  return fmt::format("interval ±{} of the mean after {}, asked {}",
                     percent(*state.relative_half_width), counted_runs(state), asked);
}

std::string reached_text(const RepeatState& state) {
  const auto figure = figure_spec_of(state.rule.of);
  const std::string label = figure ? figure->label : state.rule.of;
  if (!state.mean) return fmt::format("{}: nothing known, by {}", label, counted_runs(state));
  return fmt::format(
      "{} {:.6g}{}{}{}, by {}", label, *state.mean,
      figure && !figure->unit.empty() ? " " + figure->unit : "",
      state.relative_half_width ? " ±" + percent(*state.relative_half_width) : ", no interval",
      state.simulated ? " (simulated)" : "", counted_runs(state));
}

}  // namespace mutation
