// The fake's devices as they stand at a moment of the script.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fakes/nvml/abi.h"
#include "fakes/nvml/script.h"
#include "fakes/nvml/tree_load.h"

namespace fake_nvml {

struct ListedProcess {
  unsigned pid = 0;
  unsigned long long memory_bytes = 0;
};

struct DeviceState {
  double power_watts = 50;
  std::optional<unsigned> raw_milliwatts;
  bool follows_cpu = false;
  double idle_watts = 0;
  double full_watts = 0;
  double temperature = 30;
  std::optional<double> memory_temperature;
  double utilization = 0;
  double memory_utilization = 0;
  unsigned sm_clock = 1410;
  unsigned memory_clock = 1215;
  unsigned long long throttle = 0;
  unsigned performance_state = 0;
  std::vector<ListedProcess> processes;
  bool lists_tree = false;
  std::map<std::string, nvmlReturn_t> errors;  // by function, or "all"
  std::set<std::string> hanging;               // functions
  double joules = 0;
  double published_joules = 0;  // what the counter shows: the value at the last tenth of a second
};

// Not for several threads at once.
class Devices {
 public:
  // None when a change's words make no sense.
  static std::optional<Devices> make(const Script& script);

  // Brings everything to this time; time that goes back changes nothing.
  void advance_to(double seconds);
  const DeviceState& state(size_t device) const { return states_[device]; }
  // What concerns no device: the errors and hangs of `all`.
  const DeviceState& general() const { return general_; }

 private:
  static bool apply(const std::vector<std::string>& words, DeviceState& state);
  bool apply(const Change& change);
  void pass(double seconds);
  void follow_cpu(double seconds);

  std::vector<Change> pending_;
  std::vector<DeviceState> states_;
  DeviceState general_;
  TreeLoad load_;
  double now_ = 0;
};

}  // namespace fake_nvml
