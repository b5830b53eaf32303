// When a training last ran on each GPU of this machine, whoever started it, for who comes next and
// shares no results folder with him: in memory that the machine's next start clears.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/unique_fd.h"
#include "base/units.h"
#include "model/event.h"

namespace mutation {

// Where it is kept: a folder in which everybody may make files and remove his own.
inline constexpr const char* kDeviceMemory = "/dev/shm/mutation-devices";

// How long surely no training has run on any of these devices (Device::id), by what anybody told
// there: the last may have gone on for a moment after what was told of it. None when nobody told
// anything since the machine was started.
std::optional<Seconds> since_last_training_on(const std::vector<std::string>& devices, BootTime now,
                                              const std::string& folder = kDeviceMemory);

// Tells of the session's own trainings, when one begins and ends and once a second meanwhile, so
// that a crash loses next to nothing. Nothing of simulated GPUs. What cannot be written is left
// out: it only makes waits shorter than they could be, and the gate looks at the device all the
// same.
class DeviceMemory : public EventSink {
 public:
  explicit DeviceMemory(std::string folder = kDeviceMemory) : folder_(std::move(folder)) {}
  void on_event(const Event& event) override;

 private:
  void note(const std::vector<std::string>& devices, BootTime at);

  std::string folder_;
  std::vector<std::string> devices_;       // of the run that goes on, by its last live sample
  std::map<std::string, UniqueFd> files_;  // by device
};

}  // namespace mutation
