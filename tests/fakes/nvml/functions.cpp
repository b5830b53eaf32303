// The exported functions of the fake NVML. FAKE_NVML_OLD leaves out what old libraries lack.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <tuple>

#include "fakes/nvml/library.h"

using namespace fake_nvml;

namespace {

nvmlReturn_t put_text(const std::string& text, char* into, unsigned size) {
  if (!into) return NVML_ERROR_INVALID_ARGUMENT;
  if (text.size() >= size) return NVML_ERROR_INSUFFICIENT_SIZE;
  std::memcpy(into, text.c_str(), text.size() + 1);
  return NVML_SUCCESS;
}

// Begins the call and, when it is to succeed, has `take` take the value from the device's state.
template <typename Take>
nvmlReturn_t give(const char* function, nvmlDevice_t device, Take take) {
  const Call call = begin(function, device);
  if (call.code == NVML_SUCCESS) take(call);
  return call.code;
}

nvmlReturn_t count_devices(unsigned* count) {
  const Call call = begin("nvmlDeviceGetCount");
  if (call.code == NVML_SUCCESS) *count = static_cast<unsigned>(call.script.devices.size());
  return call.code;
}

nvmlReturn_t find_device(unsigned index, nvmlDevice_t* device) {
  *device = handle_of(index);
  if (!*device) return NVML_ERROR_INVALID_ARGUMENT;
  return begin("nvmlDeviceGetHandleByIndex", *device).code;
}

// The numbers stand at the same place in all versions.
template <typename Info>
nvmlReturn_t give_pci(nvmlDevice_t device, Info* info) {
  return give("nvmlDeviceGetPciInfo", device, [&](const Call& call) {
    *info = {};
    info->domain = call.device.domain;
    info->bus = call.device.bus;
    info->device = call.device.device;
  });
}

std::vector<ListedProcess> listed(const DeviceState& state) {
  std::vector<ListedProcess> processes = state.processes;
  if (!state.lists_tree) return processes;
  for (const TreeProcess& process : tree_of_caller()) {
    if (process.cpu_seconds > 0.2)
      processes.push_back({static_cast<unsigned>(process.pid), 100ULL << 20});
  }
  return processes;
}

template <typename Entry>
nvmlReturn_t give_processes(nvmlDevice_t device, unsigned* count, void* entries) {
  const Call call = begin("nvmlDeviceGetComputeRunningProcesses", device);
  if (call.code != NVML_SUCCESS) return call.code;
  const std::vector<ListedProcess> processes = listed(call.state);
  const unsigned room = *count;
  *count = static_cast<unsigned>(processes.size());
  if (processes.size() > room) return NVML_ERROR_INSUFFICIENT_SIZE;
  for (size_t i = 0; i < processes.size(); ++i) {
    Entry entry;
    std::memset(static_cast<void*>(&entry), 0xFF, sizeof(entry));  // "no MIG instance" among others
    entry.pid = processes[i].pid;
    entry.usedGpuMemory = processes[i].memory_bytes;
    std::memcpy(static_cast<char*>(entries) + i * sizeof(Entry), &entry, sizeof(entry));
  }
  return NVML_SUCCESS;
}

nvmlReturn_t give_limit(nvmlDevice_t device, const char* function, unsigned* milliwatts) {
  return give(function, device, [&](const Call& call) {
    *milliwatts = static_cast<unsigned>(std::lround(call.device.limit_watts * 1000));
  });
}

unsigned power_of(const DeviceState& state) {
  return state.raw_milliwatts.value_or(
      static_cast<unsigned>(std::lround(state.power_watts * 1000)));
}

}  // namespace

extern "C" {

nvmlReturn_t nvmlInit() {
  return init();
}
nvmlReturn_t nvmlShutdown() {
  return fake_nvml::shutdown();
}
const char* nvmlErrorString(nvmlReturn_t code) {
  switch (code) {
    case NVML_SUCCESS:
      return "Success";
    case NVML_ERROR_UNINITIALIZED:
      return "Uninitialized";
    case NVML_ERROR_NOT_SUPPORTED:
      return "Not Supported";
    case NVML_ERROR_DRIVER_NOT_LOADED:
      return "Driver Not Loaded";
    case 15:
      return "GPU is lost";
    default:
      return "Error of the fake NVML";
  }
}
nvmlReturn_t nvmlSystemGetDriverVersion(char* version, unsigned size) {
  const Call call = begin("nvmlSystemGetDriverVersion");
  return call.code != NVML_SUCCESS ? call.code : put_text(call.script.driver, version, size);
}
nvmlReturn_t nvmlDeviceGetCount(unsigned* count) {
  return count_devices(count);
}
nvmlReturn_t nvmlDeviceGetHandleByIndex(unsigned index, nvmlDevice_t* device) {
  return find_device(index, device);
}
nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t device, char* uuid, unsigned size) {
  const Call call = begin("nvmlDeviceGetUUID", device);
  return call.code != NVML_SUCCESS ? call.code : put_text(call.device.uuid, uuid, size);
}
nvmlReturn_t nvmlDeviceGetName(nvmlDevice_t device, char* name, unsigned size) {
  const Call call = begin("nvmlDeviceGetName", device);
  return call.code != NVML_SUCCESS ? call.code : put_text(call.device.name, name, size);
}
nvmlReturn_t nvmlDeviceGetPciInfo(nvmlDevice_t device, nvmlPciInfo_v2_t* info) {
  return give_pci(device, info);
}
nvmlReturn_t nvmlDeviceGetPowerManagementLimit(nvmlDevice_t device, unsigned* milliwatts) {
  return give_limit(device, "nvmlDeviceGetPowerManagementLimit", milliwatts);
}
nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t device, unsigned* milliwatts) {
  return give("nvmlDeviceGetPowerUsage", device,
              [&](const Call& call) { *milliwatts = power_of(call.state); });
}
nvmlReturn_t nvmlDeviceGetTemperature(nvmlDevice_t device, unsigned sensor, unsigned* celsius) {
  if (sensor != 0) return NVML_ERROR_INVALID_ARGUMENT;
  return give("nvmlDeviceGetTemperature", device, [&](const Call& call) {
    *celsius = static_cast<unsigned>(std::lround(call.state.temperature));
  });
}
nvmlReturn_t nvmlDeviceGetUtilizationRates(nvmlDevice_t device, nvmlUtilization_t* rates) {
  return give("nvmlDeviceGetUtilizationRates", device, [&](const Call& call) {
    rates->gpu = static_cast<unsigned>(std::lround(call.state.utilization));
    rates->memory = static_cast<unsigned>(std::lround(call.state.memory_utilization));
  });
}
nvmlReturn_t nvmlDeviceGetClockInfo(nvmlDevice_t device, unsigned type, unsigned* mhz) {
  if (type > 3) return NVML_ERROR_INVALID_ARGUMENT;
  return give("nvmlDeviceGetClockInfo", device, [&](const Call& call) {
    *mhz = type == 2 ? call.state.memory_clock : call.state.sm_clock;
  });
}
nvmlReturn_t nvmlDeviceGetCurrentClocksThrottleReasons(nvmlDevice_t device,
                                                       unsigned long long* reasons) {
  return give("nvmlDeviceGetCurrentClocksThrottleReasons", device,
              [&](const Call& call) { *reasons = call.state.throttle; });
}
nvmlReturn_t nvmlDeviceGetPerformanceState(nvmlDevice_t device, unsigned* state) {
  return give("nvmlDeviceGetPerformanceState", device,
              [&](const Call& call) { *state = call.state.performance_state; });
}
nvmlReturn_t nvmlDeviceGetComputeRunningProcesses(nvmlDevice_t device, unsigned* count,
                                                  nvmlProcessInfo_v1_t* entries) {
  return give_processes<nvmlProcessInfo_v1_t>(device, count, entries);
}

#ifndef FAKE_NVML_OLD

nvmlReturn_t nvmlInit_v2() {
  return init();
}
nvmlReturn_t nvmlInitWithFlags(unsigned) {
  return init();
}
nvmlReturn_t nvmlSystemGetNVMLVersion(char* version, unsigned size) {
  return put_text("0.fake", version, size);
}
nvmlReturn_t nvmlDeviceGetCount_v2(unsigned* count) {
  return count_devices(count);
}
nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned index, nvmlDevice_t* device) {
  return find_device(index, device);
}
nvmlReturn_t nvmlDeviceGetIndex(nvmlDevice_t device, unsigned* index) {
  return give("nvmlDeviceGetIndex", device,
              [&](const Call& call) { *index = static_cast<unsigned>(call.index); });
}
nvmlReturn_t nvmlDeviceGetPciInfo_v2(nvmlDevice_t device, nvmlPciInfo_v2_t* info) {
  return give_pci(device, info);
}
nvmlReturn_t nvmlDeviceGetPciInfo_v3(nvmlDevice_t device, nvmlPciInfo_t* info) {
  return give("nvmlDeviceGetPciInfo", device, [&](const Call& call) {
    const auto [domain, bus, slot] =
        std::tuple(call.device.domain, call.device.bus, call.device.device);
    *info = {.domain = domain, .bus = bus, .device = slot};
    std::snprintf(info->busIdLegacy, sizeof(info->busIdLegacy), "%04X:%02X:%02X.0", domain & 0xFFFF,
                  bus & 0xFF, slot & 0xFF);
    std::snprintf(info->busId, sizeof(info->busId), "%08X:%02X:%02X.0", domain, bus, slot);
  });
}
nvmlReturn_t nvmlDeviceGetEnforcedPowerLimit(nvmlDevice_t device, unsigned* milliwatts) {
  return give_limit(device, "nvmlDeviceGetEnforcedPowerLimit", milliwatts);
}
nvmlReturn_t nvmlDeviceGetCudaComputeCapability(nvmlDevice_t device, int* major, int* minor) {
  return give("nvmlDeviceGetCudaComputeCapability", device, [&](const Call& call) {
    *major = call.device.capability_major;
    *minor = call.device.capability_minor;
  });
}
nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t device,
                                                 unsigned long long* millijoules) {
  return give("nvmlDeviceGetTotalEnergyConsumption", device, [&](const Call& call) {
    *millijoules =
        static_cast<unsigned long long>(std::llround(call.state.published_joules * 1000));
  });
}
nvmlReturn_t nvmlDeviceGetFieldValues(nvmlDevice_t device, int count, nvmlFieldValue_t* values) {
  constexpr unsigned kMemoryTemperature = 82;
  return give("nvmlDeviceGetFieldValues", device, [&](const Call& call) {
    for (nvmlFieldValue_t* value = values; value != values + count; ++value) {
      value->nvmlReturn = NVML_ERROR_NOT_SUPPORTED;
      if (value->fieldId != kMemoryTemperature || !call.state.memory_temperature) continue;
      value->nvmlReturn = NVML_SUCCESS;
      value->valueType = 1;
      value->value.uiVal = static_cast<unsigned>(std::lround(*call.state.memory_temperature));
    }
  });
}
nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t* memory) {
  return give("nvmlDeviceGetMemoryInfo", device, [&](const Call& call) {
    *memory = {.total = 16ULL << 30};
    for (const ListedProcess& process : listed(call.state)) memory->used += process.memory_bytes;
    memory->used = std::min(memory->used, memory->total);
    memory->free = memory->total - memory->used;
  });
}
nvmlReturn_t nvmlDeviceGetCurrentClocksEventReasons(nvmlDevice_t device,
                                                    unsigned long long* reasons) {
  return give("nvmlDeviceGetCurrentClocksEventReasons", device,
              [&](const Call& call) { *reasons = call.state.throttle; });
}
nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v2(nvmlDevice_t device, unsigned* count,
                                                     nvmlProcessInfo_v2_t* entries) {
  return give_processes<nvmlProcessInfo_v2_t>(device, count, entries);
}
nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v3(nvmlDevice_t device, unsigned* count,
                                                     void* entries) {
  const bool wide = begin("nvmlSystemGetDriverVersion").script.process_entry_size == 32;
  return wide ? give_processes<nvmlProcessInfo_535_t>(device, count, entries)
              : give_processes<nvmlProcessInfo_v2_t>(device, count, entries);
}
nvmlReturn_t nvmlDeviceGetGraphicsRunningProcesses_v3(nvmlDevice_t device, unsigned* count, void*) {
  return give("nvmlDeviceGetGraphicsRunningProcesses", device, [&](const Call&) { *count = 0; });
}

#endif

}  // extern "C"
