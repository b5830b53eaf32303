// Opening and reading of NVML's devices. The calls themselves stand in nvml_readings.cpp.
#include "measure/nvml_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "measure/process_trust.h"

namespace mutation {
namespace {

// A call that took longer does not say when its value was true.
constexpr Seconds kLongestCall{0.5};

constexpr const char* kProcessUtilization = "nvmlDeviceGetProcessUtilization";

std::string absence_name(Quantity quantity) {
  std::string name = to_text(quantity);
  std::replace(name.begin(), name.end(), '_', ' ');
  return "GPU " + name;
}

// What is known of the sensor behind a channel of power.
void describe_sensor(const NvmlPowerSensor& sensor, Channel& channel) {
  switch (channel.quantity) {
    case Quantity::power:
      channel.source += sensor.words;
      channel.averaging = sensor.averaging;
      break;
    case Quantity::power_instant:
      break;
    case Quantity::power_average:
      channel.averaging = kNvmlPowerAverage;
      break;
    default:
      return;
  }
  channel.duty = sensor.duty;
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

NvmlSource::NvmlSource(NvmlLibrary library)
    : library_(std::move(library)), events_(library_.functions()) {}

void NvmlSource::find_devices() {
  unsigned count = 0;
  const NvmlReturn code = library_.functions().device_count(&count);
  if (code != kNvmlSuccess) {
    instrumentation_.absences.push_back({"GPUs", "nvmlDeviceGetCount: " + library_.describe(code)});
    return;
  }
  const std::string driver = nvml_driver_version(library_.functions());
  for (unsigned index = 0; index < count; ++index) {
    Result<NvmlDevice> device = find_nvml_device(library_, index);
    if (device)
      devices_.push_back({.found = std::move(*device)});
    else
      instrumentation_.absences.push_back(
          {fmt::format("GPU {} of the driver", index), device.error().message});
  }
  std::stable_sort(devices_.begin(), devices_.end(), [](const auto& a, const auto& b) {
    return a.found.pci_order < b.found.pci_order;
  });
  for (size_t i = 0; i < devices_.size(); ++i) {
    Device& description = devices_[i].found.description;
    description.index = static_cast<int>(i);
    description.driver_version = driver;
    instrumentation_.devices.push_back(description);
    find_channels(static_cast<int>(i));
    watch_for_xid(static_cast<int>(i));
    find_processes(devices_[i]);
    if (description.mig)
      add_absence(
          "power of each MIG instance", devices_[i],
          "the GPU is divided into instances (MIG): power and energy are the whole board's");
  }
}

void NvmlSource::add_absence(const std::string& what, const OpenDevice& device,
                             const std::string& reason) {
  instrumentation_.absences.push_back({what + " of " + device.found.description.id, reason});
}

void NvmlSource::find_channels(int device) {
  const OpenDevice& open = devices_[static_cast<size_t>(device)];
  for (NvmlReading& reading : nvml_readings(library_.functions())) {
    if (const std::string reason = why_unreadable(reading, open); !reason.empty()) {
      add_absence(absence_name(reading.quantity), open, reason);
      continue;
    }
    Channel channel{.device = device,
                    .quantity = reading.quantity,
                    .source = reading.function,
                    .rate = reading.rate,
                    .resolution = reading.resolution};
    describe_sensor(open.found.sensor, channel);
    instrumentation_.channels.push_back(std::move(channel));
    channels_.push_back(std::move(reading));
  }
}

// Twice where it gives a value that is none: a GPU that wakes up has been seen to begin with one.
std::string NvmlSource::why_unreadable(const NvmlReading& reading, const OpenDevice& open) const {
  if (!reading.call) return "this NVML has no " + reading.function;
  double value = 0;
  for (int attempt = 0; attempt < 2; ++attempt) {
    const NvmlAnswer answer = reading.call(open.found.handle);
    if (const NvmlReturn* code = std::get_if<NvmlReturn>(&answer))
      return failure_text(reading.function, open, *code);
    value = std::get<double>(answer);
    if (is_plausible(reading, value)) return {};
  }
  return implausible_text(reading, open, value);
}

void NvmlSource::watch_for_xid(int device) {
  const OpenDevice& open = devices_[static_cast<size_t>(device)];
  const std::string reason = events_.watch(open.found.handle, library_);
  if (!reason.empty()) return add_absence(absence_name(Quantity::xid), open, reason);
  instrumentation_.channels.push_back({.device = device,
                                       .quantity = Quantity::xid,
                                       .source = NvmlEvents::kFunction,
                                       .rate = Rate::processes,
                                       .resolution = 1});
  channels_.push_back({.quantity = Quantity::xid, .rate = Rate::processes});
}

void NvmlSource::find_processes(OpenDevice& device) {
  const NvmlFunctions& f = library_.functions();
  std::string reason;
  if (!f.device_processes) {
    reason = "this NVML has no " + f.processes_symbol;
  } else {
    const NvmlProcesses answer = nvml_compute_processes(f, device.found.handle);
    if (const NvmlReturn* code = std::get_if<NvmlReturn>(&answer))
      reason = failure_text(f.processes_symbol, device, *code);
  }
  device.lists_processes = reason.empty();
  if (!reason.empty()) return add_absence("compute processes", device, reason);
  if (!f.device_process_utilization) {
    reason = std::string("this NVML has no ") + kProcessUtilization;
  } else if (const NvmlReturn code = device.utilization.begin(f, device.found.handle);
             code != kNvmlSuccess) {
    reason = failure_text(kProcessUtilization, device, code);
  }
  device.tells_utilization = reason.empty();
  if (!reason.empty()) add_absence("utilisation by each process", device, reason);
}

void NvmlSource::check_processes(const std::string& root) {
  const std::vector<pid_t> first = listed_pids();
  std::vector<pid_t> twice;
  for (const pid_t pid : listed_pids()) {
    if (std::find(first.begin(), first.end(), pid) != first.end()) twice.push_back(pid);
  }
  instrumentation_.processes_untrusted = why_processes_untrusted(root, twice);
}

std::vector<pid_t> NvmlSource::listed_pids() {
  SampleBatch batch;
  read_processes(batch);
  std::vector<pid_t> pids;
  for (const ComputeProcesses& list : batch.processes) {
    for (const ComputeProcess& process : list.processes) pids.push_back(process.pid);
  }
  return pids;
}

void NvmlSource::read(Rate rate, SampleBatch& into) {
  for (size_t i = 0; i < channels_.size(); ++i) {
    if (channels_[i].rate == rate && channels_[i].call) read_channel(static_cast<int>(i), into);
  }
  if (rate != Rate::processes) return;
  if (instrumentation_.processes_untrusted.empty()) read_processes(into);
  read_events(into);
}

void NvmlSource::read_channel(int channel, SampleBatch& into) const {
  const NvmlReading& reading = channels_[static_cast<size_t>(channel)];
  const OpenDevice& device = device_of(channel);
  const MonotonicTime before = Monotonic::now();
  const NvmlAnswer answer = reading.call(device.found.handle);
  const MonotonicTime after = Monotonic::now();
  const MonotonicTime at = middle(before, after);
  const std::string& id = device.found.description.id;
  if (const NvmlReturn* code = std::get_if<NvmlReturn>(&answer))
    into.failures.push_back({channel, at, failure_text(reading.function, device, *code)});
  else if (const double value = std::get<double>(answer); !is_plausible(reading, value))
    into.failures.push_back({channel, at, implausible_text(reading, device, value)});
  else if (const Seconds took = after - before; took > kLongestCall)
    into.failures.push_back(
        {channel, at,
         fmt::format("{} on {}: took {:.1f} s to answer, so that the moment of its value is not "
                     "known",
                     reading.function, id, took.count())});
  else
    into.readings.push_back({channel, at, value});
}

void NvmlSource::read_events(SampleBatch& into) {
  const NvmlReturn code = events_.poll();
  const MonotonicTime at = Monotonic::now();
  for (size_t i = 0; i < channels_.size(); ++i) {
    if (channels_[i].quantity != Quantity::xid) continue;
    const int channel = static_cast<int>(i);
    const OpenDevice& device = device_of(channel);
    if (code == kNvmlSuccess)
      into.readings.push_back({channel, at, events_.take_xid(device.found.handle)});
    else
      into.failures.push_back({channel, at, failure_text(NvmlEvents::kFunction, device, code)});
  }
}

void NvmlSource::read_processes(SampleBatch& into) {
  const NvmlFunctions& f = library_.functions();
  for (OpenDevice& device : devices_) {
    if (!device.lists_processes) continue;
    const int index = device.found.description.index;
    const MonotonicTime before = Monotonic::now();
    NvmlProcesses answer = nvml_compute_processes(f, device.found.handle);
    const MonotonicTime at = middle(before, Monotonic::now());
    if (const NvmlReturn* code = std::get_if<NvmlReturn>(&answer)) {
      into.process_failures.push_back({index, at, failure_text(f.processes_symbol, device, *code)});
      continue;
    }
    auto& processes = std::get<std::vector<ComputeProcess>>(answer);
    if (device.tells_utilization) device.utilization.fill(f, device.found.handle, processes);
    into.processes.push_back({index, at, std::move(processes)});
  }
}

std::string NvmlSource::implausible_text(const NvmlReading& reading, const OpenDevice& device,
                                         double value) {
  return fmt::format("{} on {}: implausible value {} {}", reading.function,
                     device.found.description.id, value, unit_of(reading.quantity));
}

const NvmlSource::OpenDevice& NvmlSource::device_of(int channel) const {
  return devices_[static_cast<size_t>(
      instrumentation_.channels[static_cast<size_t>(channel)].device)];
}

std::string NvmlSource::failure_text(const std::string& function, const OpenDevice& device,
                                     NvmlReturn code) const {
  return function + " on " + device.found.description.id + ": " + library_.describe(code);
}

}  // namespace mutation
