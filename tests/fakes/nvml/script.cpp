// Reads lines of words; what a change's words mean is known to the devices.
#include "fakes/nvml/script.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace fake_nvml {
namespace {

bool read_device(std::istringstream& line, Script& script) {
  DeviceLine device;
  std::string pci;
  std::string capability;
  if (!(line >> device.uuid >> pci >> device.limit_watts >> capability)) return false;
  if (std::sscanf(pci.c_str(), "%x:%x:%x", &device.domain, &device.bus, &device.device) != 3)
    return false;
  if (std::sscanf(capability.c_str(), "%d.%d", &device.capability_major,
                  &device.capability_minor) != 2)
    return false;
  std::getline(line >> std::ws, device.name);
  script.devices.push_back(device);
  return !device.name.empty();
}

bool read_change(std::istringstream& line, Script& script) {
  Change change;
  std::string device;
  if (!(line >> change.at >> device)) return false;
  if (device != "all") {
    char* end = nullptr;
    change.device = static_cast<int>(std::strtol(device.c_str(), &end, 10));
    if (*end != '\0' || change.device < 0 ||
        static_cast<size_t>(change.device) >= script.devices.size())
      return false;
  }
  for (std::string word; line >> word;) change.words.push_back(word);
  script.changes.push_back(change);
  return !change.words.empty();
}

bool read_line(const std::string& text, Script& script) {
  std::istringstream line(text);
  std::string first;
  if (!(line >> first) || first.front() == '#') return true;
  if (first == "driver") return static_cast<bool>(line >> script.driver);
  if (first == "clock") return static_cast<bool>(line >> script.clock_file);
  if (first == "truth") return static_cast<bool>(line >> script.truth_file);
  if (first == "process_entry_size") return static_cast<bool>(line >> script.process_entry_size);
  if (first == "device") return read_device(line, script);
  if (first == "at") return read_change(line, script);
  return false;
}

}  // namespace

std::optional<Script> read_script(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    std::fprintf(stderr, "fake NVML: cannot read %s\n", path.c_str());
    return std::nullopt;
  }
  Script script;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (read_line(line, script)) continue;
    std::fprintf(stderr, "fake NVML: %s:%d makes no sense: %s\n", path.c_str(), number,
                 line.c_str());
    return std::nullopt;
  }
  std::stable_sort(script.changes.begin(), script.changes.end(),
                   [](const Change& a, const Change& b) { return a.at < b.at; });
  return script;
}

}  // namespace fake_nvml
