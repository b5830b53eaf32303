// Which files of a chip tell what, driver by driver.
#include "measure/hwmon_gpus.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "measure/pci_names.h"
#include "measure/root.h"

namespace mutation {
namespace {

constexpr const char* kAmd = "amd";
constexpr const char* kIntel = "intel";
constexpr int kMostOfAKind = 16;  // temp1 .. temp16
// An accelerator with CPU cores on the same socket that has none of the marks of an APU: MI300A.
constexpr const char* kMi300A = "1002:74a0";

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

// The input of the `kind` ("temp", "freq", "energy") whose label is one of `labels`, the earlier
// ones first; "" when none is.
std::string labelled_input(const std::string& folder, const std::string& kind,
                           const std::vector<std::string>& labels) {
  for (const std::string& label : labels) {
    for (int i = 1; i <= kMostOfAKind; ++i) {
      const std::string channel = folder + "/" + kind + std::to_string(i);
      if (exists(channel + "_input") && line_of_file(channel + "_label") == label)
        return channel + "_input";
    }
  }
  return "";
}

// `wanted` where it is something, else the plain file where there is one.
std::string or_file(std::string wanted, const std::string& plain) {
  return !wanted.empty() ? wanted : exists(plain) ? plain : "";
}

void add(std::vector<SensorFile>& sensors, Quantity quantity, const std::string& path,
         double factor) {
  if (!path.empty() && exists(path))
    sensors.push_back({.quantity = quantity, .path = path, .factor = factor});
}

// An APU's chip shows the north bridge's voltage, which no card has. Its power is that of the whole
// socket. [kernel: amdgpu_pm.c, "only APUs have vddnb"; "On APUs this includes the CPU"]
bool is_apu(const std::string& chip, const std::string& ids) {
  return exists(chip + "/in1_input") || ids == kMi300A;
}

// Either of power1_average and power1_input may be missing. Where both exist, the average is the
// power, since it loses nothing between two reads.
void add_amd_power(const std::string& chip, std::vector<SensorFile>& sensors) {
  const std::string average = chip + "/power1_average";
  const std::string input = chip + "/power1_input";
  if (!exists(average)) return add(sensors, Quantity::power, input, kMicro);
  add(sensors, Quantity::power, average, kMicro);
  add(sensors, Quantity::power_instant, input, kMicro);
}

void fill_amd(const std::string& chip, const std::string& device, HwmonGpu& gpu) {
  add(gpu.sensors, Quantity::energy, chip + "/energy1_input", kMicro);
  add_amd_power(chip, gpu.sensors);
  add(gpu.sensors, Quantity::temperature,
      or_file(labelled_input(chip, "temp", {"edge", "junction"}), chip + "/temp1_input"), kMilli);
  add(gpu.sensors, Quantity::memory_temperature, labelled_input(chip, "temp", {"mem"}), kMilli);
  add(gpu.sensors, Quantity::utilization, device + "/gpu_busy_percent", 1);
  add(gpu.sensors, Quantity::memory_utilization, device + "/mem_busy_percent", 1);
  add(gpu.sensors, Quantity::sm_clock,
      or_file(labelled_input(chip, "freq", {"sclk"}), chip + "/freq1_input"), kMicro);
  add(gpu.sensors, Quantity::memory_clock, labelled_input(chip, "freq", {"mclk"}), kMicro);
  gpu.power_limit_file = chip + "/power1_cap";
  gpu.default_power_limit_file = chip + "/power1_cap_default";
  const auto unique_id = line_of_file(device + "/unique_id");
  if (unique_id && unique_id->find_first_not_of('0') != std::string::npos)
    gpu.device.id = "AMD-" + *unique_id;
  if (const auto product = line_of_file(device + "/product_name"); product && !product->empty())
    gpu.device.name = *product;
  if (is_apu(chip, pci_ids(device))) gpu.device.name += " (APU: power of the whole socket)";
}

// i915 has the card's counter as energy1; xe the card's and the package's, of which either may be
// missing.
void fill_intel(const std::string& chip, HwmonGpu& gpu) {
  const std::string part = exists(chip + "/energy1_input") ? "1" : "2";
  add(gpu.sensors, Quantity::energy, chip + "/energy" + part + "_input", kMicro);
  add(gpu.sensors, Quantity::power, chip + "/power" + part + "_input", kMicro);
  add(gpu.sensors, Quantity::temperature,
      or_file(or_file(labelled_input(chip, "temp", {"pkg"}), chip + "/temp2_input"),
              chip + "/temp1_input"),
      kMilli);
  add(gpu.sensors, Quantity::memory_temperature,
      or_file(labelled_input(chip, "temp", {"vram"}), chip + "/temp3_input"), kMilli);
  gpu.power_limit_file = chip + "/power" + part + "_max";
  gpu.default_power_limit_file = chip + "/power" + part + "_rated_max";
}

std::string driver_version(const std::string& root, const std::string& driver) {
  const auto version = line_of_file(under(root, "/sys/module/" + driver + "/version"));
  return version ? driver + " " + *version : driver;
}

HwmonGpu describe(const std::string& root, const HwmonChip& chip) {
  const std::string device = device_of(chip);
  const bool amd = chip.name == "amdgpu";
  const std::string ids = pci_ids(device);
  HwmonGpu gpu;
  gpu.device.vendor = amd ? kAmd : kIntel;
  gpu.device.pci_bus_id = pci_address(device);
  gpu.device.id = gpu.device.pci_bus_id.empty()
                      ? chip.name + "-" + chip.folder.substr(chip.folder.rfind('/') + 1)
                      : gpu.device.pci_bus_id;
  gpu.device.name = (amd ? "AMD " : "Intel ") +
                    pci_name(root, ids).value_or("GPU" + (ids.empty() ? "" : " " + ids));
  gpu.device.driver_version = driver_version(root, chip.name);
  gpu.status_file = device + "/power/runtime_status";
  if (amd)
    fill_amd(chip.folder, device, gpu);
  else
    fill_intel(chip.folder, gpu);
  return gpu;
}

void append_sorted(std::vector<HwmonGpu>& all, std::vector<HwmonGpu> of_vendor) {
  std::ranges::stable_sort(of_vendor, {},
                           [](const HwmonGpu& gpu) { return gpu.device.pci_bus_id; });
  for (size_t i = 0; i < of_vendor.size(); ++i) {
    of_vendor[i].device.index = static_cast<int>(i);
    all.push_back(std::move(of_vendor[i]));
  }
}

}  // namespace

std::vector<HwmonGpu> hwmon_gpus(const std::string& root) {
  std::vector<HwmonGpu> amd;
  std::vector<HwmonGpu> intel;
  for (const HwmonChip& chip : hwmon_chips(root)) {
    if (chip.name == "amdgpu") amd.push_back(describe(root, chip));
    if (chip.name == "i915" || chip.name == "xe") intel.push_back(describe(root, chip));
  }
  std::vector<HwmonGpu> all;
  append_sorted(all, std::move(amd));
  append_sorted(all, std::move(intel));
  return all;
}

bool is_gpu_chip(const std::string& chip) {
  return chip == "amdgpu" || chip == "radeon" || chip == "nouveau" || chip == "xe" ||
         chip == "i915" || chip.starts_with("i915_gt");
}

}  // namespace mutation
