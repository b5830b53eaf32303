// What the words of a change mean, but for power.
#include <cstdlib>

#include "fakes/nvml/devices.h"

namespace fake_nvml {
namespace {

double number(const std::string& word) {
  return std::strtod(word.c_str(), nullptr);
}

unsigned long long whole(const std::string& word) {
  return std::strtoull(word.c_str(), nullptr, 0);
}

unsigned small(const std::string& word) {
  return static_cast<unsigned>(whole(word));
}

// "4711:512" as 4711 and "512"; what follows is "" without a colon.
std::pair<unsigned, std::string> pid_and_more(const std::string& word) {
  const size_t colon = word.find(':');
  return {small(word.substr(0, colon)),
          colon == std::string::npos ? std::string() : word.substr(colon + 1)};
}

bool apply_processes(const std::vector<std::string>& words, DeviceState& state) {
  state.processes.clear();
  state.lists_tree = false;
  for (size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "tree") {
      state.lists_tree = true;
      continue;
    }
    const auto [pid, mib] = pid_and_more(words[i]);
    state.processes.push_back({pid, (mib.empty() ? 100 : whole(mib)) * 1024 * 1024});
  }
  return true;
}

bool apply_process_utilization(const std::vector<std::string>& words, DeviceState& state) {
  state.using_processes.clear();
  for (size_t i = 1; i < words.size(); ++i) {
    const auto [pid, percent] = pid_and_more(words[i]);
    state.using_processes.push_back({pid, small(percent)});
  }
  return true;
}

bool apply_switch(const std::string& what, const std::string& value, DeviceState& state) {
  if (value != "on" && value != "off") return false;
  const bool on = value == "on";
  if (what == "persistence")
    state.persistence = on;
  else if (what == "mig")
    state.mig = on;
  else if (what == "power_fields")
    state.power_fields = on;
  else
    return false;
  return true;
}

bool apply_number(const std::string& what, const std::string& value, DeviceState& state) {
  if (what == "temperature")
    state.temperature = number(value);
  else if (what == "memory_temperature")
    state.memory_temperature = number(value);
  else if (what == "throttle")
    state.throttle = whole(value);
  else if (what == "pstate")
    state.performance_state = small(value);
  else if (what == "limit")
    state.limit_watts = number(value);
  else if (what == "default_limit")
    state.default_limit_watts = number(value);
  else if (what == "ecc")
    state.ecc_errors = whole(value);
  else if (what == "xid")
    state.xids.push_back(small(value));
  else
    return false;
  return true;
}

// What becomes of a function.
bool apply_fault(const std::string& what, const std::string& function, DeviceState& state) {
  if (what == "missing")
    state.errors[function] = NVML_ERROR_NOT_SUPPORTED;
  else if (what == "hang")
    state.hanging.insert(function);
  else if (what == "continue")
    state.hanging.erase(function);
  else
    return false;
  return true;
}

bool apply_pair(const std::vector<std::string>& words, DeviceState& state) {
  const std::string& what = words[0];
  if (what == "utilization") {
    state.utilization = number(words[1]);
    state.memory_utilization = number(words[2]);
  } else if (what == "clocks") {
    state.sm_clock = small(words[1]);
    state.memory_clock = small(words[2]);
  } else if (what == "error") {
    state.errors[words[1]] = small(words[2]);
  } else if (what == "flaky") {
    state.flaky[words[1]] = small(words[2]);
  } else if (what == "delay") {
    state.delays[words[1]] = number(words[2]);
  } else if (what == "field" && words[2] == "none") {
    state.fields.erase(small(words[1]));
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool apply_change(const std::vector<std::string>& words, DeviceState& state) {
  const std::string& what = words[0];
  if (what == "processes") return apply_processes(words, state);
  if (what == "process_utilization") return apply_process_utilization(words, state);
  if (words.size() == 2)
    return apply_switch(what, words[1], state) || apply_number(what, words[1], state) ||
           apply_fault(what, words[1], state);
  if (words.size() == 3) return apply_pair(words, state);
  if (words.size() != 4 || what != "field") return false;
  state.fields[small(words[1])] = {small(words[2]), words[3]};
  return true;
}

}  // namespace fake_nvml
