// Made-up hwmon chips, laid out as the kernel lays them out: the class folder holds links into the
// devices' folders.
#pragma once

#include <map>
#include <string>

#include "unit/measure/tree.h"

namespace mutation {

using Files = std::map<std::string, std::string>;

// A PCI device's folder with a chip "hwmonN" in it; `files` are the chip's, `beside` the device's.
inline void write_pci_chip(const FileTree& tree, int number, const std::string& address,
                           const Files& files, const Files& beside) {
  const std::string device = "/sys/devices/pci0000:00/" + address;
  const std::string chip = "/hwmon/hwmon" + std::to_string(number);
  for (const auto& [name, content] : files) tree.write(device + chip + "/" + name, content + "\n");
  for (const auto& [name, content] : beside) tree.write(device + "/" + name, content + "\n");
  tree.link(device + chip + "/device", "../../../" + address);
  tree.link("/sys/class/hwmon/hwmon" + std::to_string(number),
            "../../devices/pci0000:00/" + address + chip);
}

inline std::string pci_chip_folder(int number, const std::string& address) {
  return "/sys/devices/pci0000:00/" + address + "/hwmon/hwmon" + std::to_string(number);
}

// A Radeon card at 0000:03:00.0: 45.25 W, edge 41 °C, memory 48 °C.
inline Files radeon_chip() {
  return {{"name", "amdgpu"},
          {"power1_average", "45250000"},
          {"power1_cap", "250000000"},
          {"power1_cap_default", "289000000"},
          {"temp1_input", "41000"},
          {"temp1_label", "edge"},
          {"temp2_input", "47000"},
          {"temp2_label", "junction"},
          {"temp3_input", "48000"},
          {"temp3_label", "mem"},
          {"freq1_input", "2100000000"},
          {"freq1_label", "sclk"},
          {"freq2_input", "1000000000"},
          {"freq2_label", "mclk"}};
}

inline Files radeon_device() {
  return {{"uevent", "DRIVER=amdgpu\nPCI_SLOT_NAME=0000:03:00.0"},
          {"vendor", "0x1002"},
          {"device", "0x73bf"},
          {"unique_id", "8a1b2c3d4e5f6071"},
          {"gpu_busy_percent", "97"},
          {"mem_busy_percent", "30"},
          {"power/runtime_status", "active"}};
}

}  // namespace mutation
