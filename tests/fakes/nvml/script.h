// The script of a fake NVML, read into a list of changes over time. The format is in README.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace fake_nvml {

struct DeviceLine {
  std::string uuid;
  unsigned domain = 0;
  unsigned bus = 0;
  unsigned device = 0;
  double limit_watts = 0;
  int capability_major = 0;
  int capability_minor = 0;
  std::string name;
};

inline constexpr int kAllDevices = -1;

struct Change {
  double at = 0;
  int device = kAllDevices;
  std::vector<std::string> words;  // "power", "70"
};

struct Script {
  std::string driver = "000.00";
  unsigned process_entry_size = 24;
  std::string clock_file;  // "": the time since nvmlInit
  std::string truth_file;  // "": none
  std::vector<DeviceLine> devices;
  std::vector<Change> changes;  // in order of time
};

// None, with a line on standard error, when there is no such file or a line makes no sense.
std::optional<Script> read_script(const std::string& path);

}  // namespace fake_nvml
