// <results>/devices.json: what the sessions in a results folder have learned of the GPUs that they
// cooled, for the next one. A help and nothing more: without it, it is learned again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "energy/cooling_fit.h"

namespace mutation {

struct KnownDevice {
  std::string id;  // Device::id; of a run on several GPUs all of them, apart by a space
  std::optional<KnownTimeConstant> time_constant;
  std::optional<Celsius> at_rest;
  std::optional<Watts> idle_power;
  UtcTime learned{};
  std::string session;  // that learned it
};

struct KnownDevices {
  std::vector<KnownDevice> devices;
  std::string note;  // why the file is not used; "" when it is, or is not there
};

// What is not as it must be is left out: all of a broken file, an entry without an id, a figure
// that no device can have.
KnownDevices read_known_devices(const std::string& results_directory);

Status write_known_devices(const std::string& results_directory,
                           const std::vector<KnownDevice>& devices);

}  // namespace mutation
