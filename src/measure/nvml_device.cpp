// Asks for each fact alone, so that one that fails hides none of the others.
#include "measure/nvml_device.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "base/text.h"

namespace mutation {
namespace {

// The text that a function writes into a buffer; none when the library has no such function or it
// fails.
template <typename Call>
std::optional<std::string> text_of(Call call) {
  std::array<char, kNvmlNameSize> buffer{};
  if (call(buffer.data(), static_cast<unsigned>(buffer.size())) != kNvmlSuccess)
    return std::nullopt;
  buffer.back() = '\0';
  return valid_utf8(buffer.data());
}

std::optional<unsigned> number_of(NvmlReturn (*function)(NvmlDeviceHandle, unsigned*),
                                  NvmlDeviceHandle device) {
  unsigned number = 0;
  if (!function || function(device, &number) != kNvmlSuccess) return std::nullopt;
  return number;
}

std::optional<Watts> limit_of(NvmlReturn (*function)(NvmlDeviceHandle, unsigned*),
                              NvmlDeviceHandle device) {
  constexpr unsigned kNotAvailable = ~0U;
  const std::optional<unsigned> limit_mw = number_of(function, device);
  if (!limit_mw || *limit_mw == 0 || *limit_mw == kNotAvailable) return std::nullopt;
  return Watts{*limit_mw / 1000.0};
}

std::optional<ComputeCapability> capability_of(const NvmlFunctions& f, NvmlDeviceHandle device) {
  ComputeCapability found;
  if (!f.device_compute_capability ||
      f.device_compute_capability(device, &found.major, &found.minor) != kNvmlSuccess)
    return std::nullopt;
  return found;
}

bool is_divided(const NvmlFunctions& f, NvmlDeviceHandle device) {
  unsigned now = 0;
  unsigned next = 0;
  return f.device_mig_mode && f.device_mig_mode(device, &now, &next) == kNvmlSuccess && now == 1;
}

void place_on_bus(const NvmlFunctions& f, NvmlDevice& device) {
  NvmlPciInfo pci{};
  if (!f.device_pci || f.device_pci(device.handle, &pci) != kNvmlSuccess) return;
  device.description.pci_bus_id =
      fmt::format("{:08X}:{:02X}:{:02X}.0", pci.domain, pci.bus, pci.device);
  device.pci_order =
      (static_cast<unsigned long long>(pci.domain) << 16) | (pci.bus << 8) | pci.device;
}

}  // namespace

std::string nvml_driver_version(const NvmlFunctions& functions) {
  return functions.driver_version ? text_of(functions.driver_version).value_or("") : std::string();
}

Result<NvmlDevice> find_nvml_device(const NvmlLibrary& library, unsigned nvml_index) {
  const NvmlFunctions& f = library.functions();
  NvmlDevice device;
  const NvmlReturn code = f.device_handle(nvml_index, &device.handle);
  if (code != kNvmlSuccess)
    return Error{"nvmlDeviceGetHandleByIndex: " + library.describe(code), {}};
  std::array<char, kNvmlNameSize> uuid{};
  const NvmlReturn uuid_code = f.device_uuid(device.handle, uuid.data(), uuid.size() - 1);
  if (uuid_code != kNvmlSuccess)
    return Error{"nvmlDeviceGetUUID: " + library.describe(uuid_code), {}};
  Device& description = device.description;
  description.id = valid_utf8(uuid.data());
  description.vendor = "nvidia";
  description.name = "NVIDIA GPU";
  if (f.device_name) {
    const auto name = text_of(
        [&](char* buffer, unsigned size) { return f.device_name(device.handle, buffer, size); });
    if (name) description.name = *name;
  }
  description.power_limit = limit_of(f.device_power_limit, device.handle);
  description.default_power_limit = limit_of(f.device_default_power_limit, device.handle);
  if (const auto mode = number_of(f.device_persistence_mode, device.handle); mode && *mode <= 1)
    description.persistence_mode = *mode == 1;
  description.mig = is_divided(f, device.handle);
  place_on_bus(f, device);
  device.sensor = nvml_power_sensor(capability_of(f, device.handle));
  return device;
}

}  // namespace mutation
