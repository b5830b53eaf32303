// The fake's devices as they stand at a moment of the script.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fakes/nvml/abi.h"
#include "fakes/nvml/power_shape.h"
#include "fakes/nvml/script.h"
#include "fakes/nvml/sensor.h"
#include "fakes/nvml/tree_load.h"

namespace fake_nvml {

struct ListedProcess {
  unsigned pid = 0;
  unsigned long long memory_bytes = 0;
};

struct UsingProcess {
  unsigned pid = 0;
  unsigned percent = 0;
};

// What nvmlDeviceGetFieldValues gives for a field.
struct FieldValue {
  unsigned type = 1;
  std::string number;
};

struct DeviceState {
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
  std::optional<double> limit_watts;  // else as the device's line says
  std::optional<double> default_limit_watts;
  std::optional<bool> persistence;
  std::optional<bool> mig;
  std::optional<unsigned long long> ecc_errors;
  bool power_fields = false;
  std::map<unsigned, FieldValue> fields;  // before what they would be
  std::vector<unsigned> xids;             // in order
  std::vector<ListedProcess> processes;
  bool lists_tree = false;
  std::vector<UsingProcess> using_processes;
  std::map<std::string, nvmlReturn_t> errors;  // by function, or "all"
  std::map<std::string, unsigned> flaky;       // functions of which each n-th call fails
  std::map<std::string, double> delays;        // functions, seconds
  std::set<std::string> hanging;               // functions
};

// Not for several threads at once.
class Devices {
 public:
  // None when a change's words make no sense.
  static std::optional<Devices> make(const Script& script);

  // Brings everything to this time; time that goes back changes nothing.
  void advance_to(double seconds);
  const DeviceState& state(size_t device) const { return devices_[device].state; }
  Readings readings(size_t device) const;
  // What concerns no device: the errors and hangs of `all`.
  const DeviceState& general() const { return general_; }
  double now() const { return now_; }
  std::vector<const PowerHistory*> power() const;
  // The past that no reading asks for any more. Whoever wants its truth must have had it.
  void forget();

 private:
  struct Device {
    DeviceState state;
    PowerHistory power{50};
    Sensor sensor;
  };

  bool apply(const Change& change);
  bool apply(const std::vector<std::string>& words, Device& device);
  bool apply_power(const std::vector<std::string>& words, Device& device);
  void follow_cpu(double seconds);

  std::vector<Change> pending_;
  std::vector<Device> devices_;
  DeviceState general_;
  TreeLoad load_;
  double now_ = 0;
};

// A change of anything but power and its sensor; false when its words make no sense.
bool apply_change(const std::vector<std::string>& words, DeviceState& state);

}  // namespace fake_nvml
