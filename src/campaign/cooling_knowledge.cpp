#include "campaign/cooling_knowledge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "run/gate.h"

namespace mutation {
namespace {

// One standard deviation of a time constant that gates of this session, or of an earlier one under
// other conditions, have shown.
constexpr double kOwnError = 0.04;
constexpr double kEarlierError = 0.10;

// What the trainings of a session's first run cannot reach was learned wrongly: then its start is
// what there is.
std::optional<Celsius> reachable(const std::optional<Celsius>& target, Celsius first_start) {
  return target && first_start < *target - kMatchBelow ? first_start : target;
}

}  // namespace

CoolingKnowledge::CoolingKnowledge(const std::vector<KnownDevice>& devices,
                                   const std::vector<RunStart>& starts) {
  for (const KnownDevice& device : devices) {
    State& state = states_[device.id];
    state.earlier_at_rest = device.at_rest;
    state.earlier_idle_power = device.idle_power;
    state.time_constant = device.time_constant;
  }
  for (const RunStart& start : starts) {
    State& state = states_[start.device];
    if (start.target && !state.target) state.target = reachable(start.target, start.temperature);
    state.starts.push_back(start.temperature);
  }
}

const CoolingKnowledge::State* CoolingKnowledge::state_of(const std::string& device) const {
  const auto found = states_.find(device);
  return found == states_.end() ? nullptr : &found->second;
}

CoolingReferences CoolingKnowledge::before(const PlannedRun& run, const std::string& device,
                                           int warm_ups_in_a_row) const {
  CoolingReferences known;
  const RunRules& rules = run.rules;
  const State* const state = state_of(device);
  if (state) {
    known.idle_temperature = state->at_rest ? state->at_rest : state->earlier_at_rest;
    known.idle_power = state->idle_power ? state->idle_power : state->earlier_idle_power;
    known.time_constant = state->time_constant;
    known.target = state->target;
    known.starts = state->starts;
  }
  if (rules.idle_temperature_celsius) {
    known.idle_temperature = Celsius{*rules.idle_temperature_celsius};
  }
  if (rules.idle_power_watts) known.idle_power = Watts{*rules.idle_power_watts};
  if (rules.start_temperature_celsius) known.target = Celsius{*rules.start_temperature_celsius};
  const int most = state && state->hopeless ? 1 : kMostWarmUpsInARow;
  known.may_warm_up = rules.cooling_policy == CoolingPolicy::match && run.role != Role::warm_up &&
                      warm_ups_in_a_row < most;
  return known;
}

std::optional<Celsius> CoolingKnowledge::warm_until(const PlannedRun& run,
                                                    const std::string& device,
                                                    int warm_ups_in_a_row) const {
  if (run.rules.cooling_policy != CoolingPolicy::match) return std::nullopt;
  const CoolingReferences known = before(run, device, 0);
  if (!known.target) return std::nullopt;
  const Celsius after = *known.target + Celsius{1};
  Celsius until = after + kMoreWarmth;
  if (known.idle_temperature && known.time_constant && after > *known.idle_temperature) {
    const double decay = std::exp(kWarmUpStop / known.time_constant->value);
    until = *known.idle_temperature + (after - *known.idle_temperature) * decay;
  }
  until = until + kMoreWarmth * double(warm_ups_in_a_row);
  return std::max(after, std::min(until, kHottestWarmUp));
}

void CoolingKnowledge::note_gate(const PlannedRun& run, const std::string& device,
                                 const CoolingRecord& cooling) {
  State& state = states_[device];
  if (cooling.fit) {
    state.time_constant = KnownTimeConstant{cooling.fit->time_constant, kOwnError};
    state.at_rest = cooling.fit->at_rest;
    state.changed = true;
  } else if (cooling.verdict == GateVerdict::settled && cooling.end_temperature &&
             cooling.policy != CoolingPolicy::match) {
    state.at_rest = cooling.end_temperature;
    state.changed = true;
  }
  if (cooling.idle_power && (!state.idle_power || *cooling.idle_power < *state.idle_power)) {
    state.idle_power = cooling.idle_power;
    state.changed = true;
  }
  // An idle power of other days that is not reached today must not hold up every gate.
  if (cooling.verdict == GateVerdict::timed_out) state.earlier_idle_power.reset();
  if (run.rules.start_temperature_celsius || state.target) return;
  // Of a device that has shown nothing yet a too cold gate's is provisional (run/gate.h).
  const bool provisional = cooling.verdict == GateVerdict::too_cold && !state.time_constant;
  if (!provisional) state.target = cooling.target_temperature;
}

std::string CoolingKnowledge::note_start(const PlannedRun& run, const std::string& device,
                                         const CoolingRecord& cooling) {
  State& state = states_[device];
  state.hopeless = cooling.verdict == GateVerdict::too_cold;
  if (!cooling.end_temperature) return {};
  const bool given_up =
      state.hopeless && state.starts.empty() && !run.rules.start_temperature_celsius;
  if (given_up) state.target = cooling.end_temperature;
  state.starts.push_back(*cooling.end_temperature);
  if (!state.hopeless || !cooling.target_temperature || std::exchange(state.warned, true)) {
    return {};
  }
  return fmt::format("warm-ups did not bring the GPU to {:.1f} C: run {} starts with {:.1f} C{}",
                     cooling.target_temperature->value, run.index, cooling.end_temperature->value,
                     given_up ? ", and the session's runs with that from here on" : "");
}

bool CoolingKnowledge::has_learned() const {
  return std::ranges::any_of(states_, [](const auto& entry) { return entry.second.changed; });
}

std::vector<KnownDevice> CoolingKnowledge::learned(std::vector<KnownDevice> known,
                                                   const std::string& session, UtcTime now) const {
  for (const auto& [id, state] : states_) {
    if (!state.changed || id.empty()) continue;
    auto device = std::ranges::find(known, id, &KnownDevice::id);
    if (device == known.end()) device = known.insert(known.end(), KnownDevice{.id = id});
    if (state.time_constant) {
      device->time_constant = {state.time_constant->value,
                               std::max(state.time_constant->relative_error, kEarlierError)};
    }
    if (state.at_rest) device->at_rest = state.at_rest;
    if (state.idle_power) device->idle_power = state.idle_power;
    device->learned = now;
    device->session = session;
  }
  return known;
}

}  // namespace mutation
