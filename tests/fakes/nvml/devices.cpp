// Applies changes when their time comes and integrates power between them.
#include "fakes/nvml/devices.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace fake_nvml {
namespace {

constexpr double kAmbient = 25;
constexpr double kKelvinPerWatt = 0.2;
constexpr double kHeatSeconds = 6;
constexpr double kUpdatesASecond = 10;

double number(const std::string& word) {
  return std::strtod(word.c_str(), nullptr);
}

unsigned long long whole(const std::string& word) {
  return std::strtoull(word.c_str(), nullptr, 0);
}

bool apply_power(const std::vector<std::string>& words, DeviceState& state) {
  state.raw_milliwatts.reset();
  state.follows_cpu = false;
  if (words.size() == 2) {
    state.power_watts = number(words[1]);
  } else if (words.size() == 3 && words[1] == "raw") {
    state.raw_milliwatts = static_cast<unsigned>(whole(words[2]));
  } else if (words.size() == 5 && words[1] == "follows" && words[2] == "cpu") {
    state.follows_cpu = true;
    state.idle_watts = number(words[3]);
    state.full_watts = number(words[4]);
    state.power_watts = state.idle_watts;
    state.temperature = kAmbient + kKelvinPerWatt * state.idle_watts;
  } else {
    return false;
  }
  return true;
}

bool apply_processes(const std::vector<std::string>& words, DeviceState& state) {
  state.processes.clear();
  state.lists_tree = false;
  for (size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "tree") {
      state.lists_tree = true;
      continue;
    }
    const size_t colon = words[i].find(':');
    const unsigned long long mib =
        colon == std::string::npos ? 100 : whole(words[i].substr(colon + 1));
    state.processes.push_back(
        {static_cast<unsigned>(whole(words[i].substr(0, colon))), mib * 1024 * 1024});
  }
  return true;
}

}  // namespace

std::optional<Devices> Devices::make(const Script& script) {
  Devices devices;
  devices.states_.resize(script.devices.size());
  devices.pending_ = script.changes;
  for (const Change& change : script.changes) {
    DeviceState scratch;
    if (apply(change.words, scratch)) continue;
    std::fprintf(stderr, "fake NVML: no such change, or not so many words: %s\n",
                 change.words.front().c_str());
    return std::nullopt;
  }
  return devices;
}

void Devices::advance_to(double seconds) {
  size_t applied = 0;
  for (; applied < pending_.size() && pending_[applied].at <= seconds; ++applied) {
    pass(pending_[applied].at);
    apply(pending_[applied]);
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(applied));
  follow_cpu(seconds);
  pass(seconds);
}

bool Devices::apply(const Change& change) {
  if (change.device != kAllDevices)
    return apply(change.words, states_[static_cast<size_t>(change.device)]);
  for (DeviceState& state : states_) apply(change.words, state);
  return apply(change.words, general_);
}

bool Devices::apply(const std::vector<std::string>& words, DeviceState& state) {
  const std::string& what = words[0];
  if (what == "power") return apply_power(words, state);
  if (what == "processes") return apply_processes(words, state);
  if (words.size() == 2) {
    const std::string& value = words[1];
    if (what == "energy")
      state.joules = state.published_joules = number(value);
    else if (what == "temperature")
      state.temperature = number(value);
    else if (what == "memory_temperature")
      state.memory_temperature = number(value);
    else if (what == "throttle")
      state.throttle = whole(value);
    else if (what == "pstate")
      state.performance_state = static_cast<unsigned>(whole(value));
    else if (what == "missing")
      state.errors[value] = NVML_ERROR_NOT_SUPPORTED;
    else if (what == "hang")
      state.hanging.insert(value);
    else if (what == "continue")
      state.hanging.erase(value);
    else
      return false;
    return true;
  }
  if (words.size() != 3) return false;
  if (what == "utilization") {
    state.utilization = number(words[1]);
    state.memory_utilization = number(words[2]);
  } else if (what == "clocks") {
    state.sm_clock = static_cast<unsigned>(whole(words[1]));
    state.memory_clock = static_cast<unsigned>(whole(words[2]));
  } else if (what == "error") {
    state.errors[words[1]] = static_cast<nvmlReturn_t>(whole(words[2]));
  } else {
    return false;
  }
  return true;
}

void Devices::pass(double seconds) {
  if (seconds <= now_) return;
  const double last_update = std::floor(seconds * kUpdatesASecond + 1e-6) / kUpdatesASecond;
  for (DeviceState& state : states_) {
    if (last_update > now_)
      state.published_joules = state.joules + state.power_watts * (last_update - now_);
    state.joules += state.power_watts * (seconds - now_);
  }
  now_ = seconds;
}

void Devices::follow_cpu(double seconds) {
  double load = -1;
  for (DeviceState& state : states_) {
    if (!state.follows_cpu || seconds <= now_) continue;
    if (load < 0) load = load_.update();
    state.utilization = 100 * load;
    state.power_watts = state.idle_watts + (state.full_watts - state.idle_watts) * load;
    const double target = kAmbient + kKelvinPerWatt * state.power_watts;
    state.temperature =
        target + (state.temperature - target) * std::exp(-(seconds - now_) / kHeatSeconds);
  }
}

}  // namespace fake_nvml
