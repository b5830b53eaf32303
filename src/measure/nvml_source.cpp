// Opening and reading of NVML's devices. The calls themselves stand in nvml_readings.cpp.
#include "measure/nvml_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "measure/nvml_processes.h"
#include "measure/process_trust.h"

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

// What nvmlDeviceGetPowerUsage gives depends on the architecture: the mean of the last second since
// Ampere, except on GA100 (compute capability 8.0) and before, which give the power of the moment.
// [NVML API reference, nvmlDeviceGetPowerUsage]
std::string kind_of_power(const NvmlFunctions& functions, NvmlDeviceHandle device) {
  int major = 0;
  int minor = 0;
  if (!functions.device_compute_capability ||
      functions.device_compute_capability(device, &major, &minor) != kNvmlSuccess)
    return {};
  const bool of_the_moment = major < 8 || (major == 8 && minor == 0);
  return of_the_moment ? " (instantaneous)" : " (1 s average)";
}

std::string absence_name(Quantity quantity) {
  std::string name = to_text(quantity);
  std::replace(name.begin(), name.end(), '_', ' ');
  return "GPU " + name;
}

// The middle of a call, taken as the time of what it brought.
MonotonicTime middle(MonotonicTime before, MonotonicTime after) {
  return before + (after - before) / 2;
}

}  // namespace

Result<std::unique_ptr<PowerSource>> NvmlSource::open(const std::string& library,
                                                      const std::string& root) {
  Result<NvmlLibrary> opened = NvmlLibrary::open(library);
  if (!opened) return opened.error();
  std::unique_ptr<NvmlSource> source(new NvmlSource(std::move(*opened)));
  source->find_devices();
  if (source->devices_.empty()) {
    std::string reason = "no NVIDIA GPU can be read through " + library;
    for (const Absence& absence : source->instrumentation_.absences)
      reason += "; " + absence.what + ": " + absence.reason;
    return Error{reason, {}};
  }
  source->check_processes(root);
  return std::unique_ptr<PowerSource>(std::move(source));
}

NvmlSource::NvmlSource(NvmlLibrary library) : library_(std::move(library)) {}

void NvmlSource::find_devices() {
  const NvmlFunctions& f = library_.functions();
  unsigned count = 0;
  const NvmlReturn code = f.device_count(&count);
  if (code != kNvmlSuccess) {
    instrumentation_.absences.push_back({"GPUs", "nvmlDeviceGetCount: " + library_.describe(code)});
    return;
  }
  const std::string driver =
      f.driver_version ? text_of(f.driver_version).value_or("") : std::string();
  for (unsigned index = 0; index < count; ++index) {
    Result<OpenDevice> device = describe_device(index, driver);
    if (device)
      devices_.push_back(std::move(*device));
    else
      instrumentation_.absences.push_back(
          {fmt::format("GPU {} of the driver", index), device.error().message});
  }
  std::stable_sort(devices_.begin(), devices_.end(),
                   [](const auto& a, const auto& b) { return a.pci_order < b.pci_order; });
  for (size_t i = 0; i < devices_.size(); ++i) {
    devices_[i].description.index = static_cast<int>(i);
    instrumentation_.devices.push_back(devices_[i].description);
    find_channels(static_cast<int>(i));
    find_processes(devices_[i]);
  }
}

Result<NvmlSource::OpenDevice> NvmlSource::describe_device(unsigned nvml_index,
                                                           const std::string& driver) const {
  const NvmlFunctions& f = library_.functions();
  OpenDevice device{.description = {.driver_version = driver}};
  const NvmlReturn code = f.device_handle(nvml_index, &device.handle);
  if (code != kNvmlSuccess)
    return Error{"nvmlDeviceGetHandleByIndex: " + library_.describe(code), {}};
  std::array<char, kNvmlNameSize> uuid{};
  const NvmlReturn uuid_code = f.device_uuid(device.handle, uuid.data(), uuid.size() - 1);
  if (uuid_code != kNvmlSuccess)
    return Error{"nvmlDeviceGetUUID: " + library_.describe(uuid_code), {}};
  device.description.id = valid_utf8(uuid.data());
  device.description.name = "NVIDIA GPU";
  if (f.device_name) {
    const auto name = text_of(
        [&](char* buffer, unsigned size) { return f.device_name(device.handle, buffer, size); });
    if (name) device.description.name = *name;
  }
  NvmlPciInfo pci{};
  if (f.device_pci && f.device_pci(device.handle, &pci) == kNvmlSuccess) {
    device.description.pci_bus_id =
        fmt::format("{:08X}:{:02X}:{:02X}.0", pci.domain, pci.bus, pci.device);
    device.pci_order =
        (static_cast<unsigned long long>(pci.domain) << 16) | (pci.bus << 8) | pci.device;
  }
  unsigned limit_mw = 0;
  if (f.device_power_limit && f.device_power_limit(device.handle, &limit_mw) == kNvmlSuccess)
    device.description.power_limit = Watts{limit_mw / 1000.0};
  return device;
}

void NvmlSource::find_channels(int device) {
  const OpenDevice& open = devices_[static_cast<size_t>(device)];
  for (NvmlReading& reading : nvml_readings(library_.functions())) {
    std::string reason;
    if (!reading.call) {
      reason = "this NVML has no " + reading.function;
    } else {
      const NvmlAnswer answer = reading.call(open.handle);
      if (const NvmlReturn* code = std::get_if<NvmlReturn>(&answer))
        reason = failure_text(reading.function, open.description.id, *code);
    }
    if (!reason.empty()) {
      instrumentation_.absences.push_back(
          {absence_name(reading.quantity) + " of " + open.description.id, reason});
      continue;
    }
    std::string source = reading.function;
    if (reading.quantity == Quantity::power)
      source += kind_of_power(library_.functions(), open.handle);
    instrumentation_.channels.push_back({.device = device,
                                         .quantity = reading.quantity,
                                         .source = source,
                                         .rate = reading.rate,
                                         .resolution = reading.resolution});
    channels_.push_back({open.handle, std::move(reading)});
  }
}

void NvmlSource::find_processes(OpenDevice& device) {
  const NvmlFunctions& f = library_.functions();
  std::string reason;
  if (!f.device_processes) {
    reason = "this NVML has no " + f.processes_symbol;
  } else {
    const NvmlProcesses answer = nvml_compute_processes(f, device.handle);
    if (const NvmlReturn* code = std::get_if<NvmlReturn>(&answer))
      reason = failure_text(f.processes_symbol, device.description.id, *code);
  }
  device.lists_processes = reason.empty();
  if (!reason.empty())
    instrumentation_.absences.push_back({"compute processes of " + device.description.id, reason});
}

void NvmlSource::check_processes(const std::string& root) {
  const std::vector<pid_t> first = listed_pids();
  std::vector<pid_t> twice;
  for (const pid_t pid : listed_pids()) {
    if (std::find(first.begin(), first.end(), pid) != first.end()) twice.push_back(pid);
  }
  instrumentation_.processes_untrusted = why_processes_untrusted(root, twice);
}

std::vector<pid_t> NvmlSource::listed_pids() const {
  SampleBatch batch;
  read_processes(batch);
  std::vector<pid_t> pids;
  for (const ComputeProcesses& list : batch.processes) {
    for (const ComputeProcess& process : list.processes) pids.push_back(process.pid);
  }
  return pids;
}

void NvmlSource::read(Rate rate, SampleBatch& into) {
  if (rate == Rate::processes) {
    if (instrumentation_.processes_untrusted.empty()) read_processes(into);
    return;
  }
  for (size_t i = 0; i < channels_.size(); ++i) {
    const auto& [handle, reading] = channels_[i];
    if (reading.rate != rate) continue;
    const int channel = static_cast<int>(i);
    const MonotonicTime before = Monotonic::now();
    const NvmlAnswer answer = reading.call(handle);
    const MonotonicTime at = middle(before, Monotonic::now());
    const int device = instrumentation_.channels[i].device;
    const std::string& id = instrumentation_.devices[static_cast<size_t>(device)].id;
    if (const NvmlReturn* code = std::get_if<NvmlReturn>(&answer))
      into.failures.push_back({channel, at, failure_text(reading.function, id, *code)});
    else if (const double value = std::get<double>(answer); value > reading.most)
      into.failures.push_back({channel, at,
                               fmt::format("{} on {}: implausible value {} {}", reading.function,
                                           id, value, unit_of(reading.quantity))});
    else
      into.readings.push_back({channel, at, value});
  }
}

void NvmlSource::read_processes(SampleBatch& into) const {
  for (const OpenDevice& device : devices_) {
    if (!device.lists_processes) continue;
    const int index = device.description.index;
    const MonotonicTime before = Monotonic::now();
    NvmlProcesses answer = nvml_compute_processes(library_.functions(), device.handle);
    const MonotonicTime at = middle(before, Monotonic::now());
    if (const NvmlReturn* code = std::get_if<NvmlReturn>(&answer))
      into.process_failures.push_back(
          {index, at,
           failure_text(library_.functions().processes_symbol, device.description.id, *code)});
    else
      into.processes.push_back({index, at, std::get<0>(std::move(answer))});
  }
}

std::string NvmlSource::failure_text(const std::string& function, const std::string& device,
                                     NvmlReturn code) const {
  return function + " on " + device + ": " + library_.describe(code);
}

}  // namespace mutation
