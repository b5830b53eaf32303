// The exported functions of the fake NVML about who uses a device, and its events.
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "fakes/nvml/give.h"

using namespace fake_nvml;

namespace {

constexpr unsigned long long kXid = 8;
// Where the fake's driver begins to count, and how often it looks who uses a device.
constexpr unsigned long long kFirstTimestamp = 1'000'000'000;  // us
constexpr double kSamplePeriod = 0.5;                          // s
// From how much CPU time on a process of the tree is taken for a training: also beside others, soon
// after its start.
constexpr double kComputes = 0.05;  // s

std::vector<ListedProcess> listed(const DeviceState& state) {
  std::vector<ListedProcess> processes = state.processes;
  if (!state.lists_tree) return processes;
  for (const TreeProcess& process : tree_of_caller()) {
    if (process.cpu_seconds > kComputes)
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

// The next Xid that this set has not told, if there is one by now.
bool take_xid(nvmlEventSet_t set, nvmlEventData_t* data) {
  for (nvmlEventSet_st::Watched& each : set->watched) {
    const Call call = begin("nvmlEventSetWait", each.device);
    if (call.state.xids.size() <= each.told) continue;
    *data = {.device = each.device,
             .eventType = kXid,
             .eventData = call.state.xids[each.told++],
             .gpuInstanceId = ~0U,
             .computeInstanceId = ~0U};
    return true;
  }
  return false;
}

// Also waits by the fake's own clock: it may stand still.
nvmlReturn_t wait_for_event(nvmlEventSet_t set, nvmlEventData_t* data, unsigned milliseconds) {
  if (!set || !data) return NVML_ERROR_INVALID_ARGUMENT;
  const nvmlReturn_t code = begin("nvmlEventSetWait").code;
  if (code != NVML_SUCCESS) return code;
  for (unsigned waited = 0; !take_xid(set, data); ++waited) {
    if (waited >= milliseconds) return NVML_ERROR_TIMEOUT;
    const timespec pause{.tv_sec = 0, .tv_nsec = 1'000'000};
    nanosleep(&pause, nullptr);
  }
  return NVML_SUCCESS;
}

}  // namespace

extern "C" {

nvmlReturn_t nvmlEventSetCreate(nvmlEventSet_t* set) {
  const nvmlReturn_t code = begin("nvmlEventSetCreate").code;
  if (code == NVML_SUCCESS) *set = new nvmlEventSet_st;
  return code;
}
nvmlReturn_t nvmlEventSetFree(nvmlEventSet_t set) {
  delete set;
  return NVML_SUCCESS;
}
nvmlReturn_t nvmlDeviceRegisterEvents(nvmlDevice_t device, unsigned long long types,
                                      nvmlEventSet_t set) {
  const Call call = begin("nvmlDeviceRegisterEvents", device);
  if (call.code != NVML_SUCCESS) return call.code;
  if (!set || (types & ~kXid) != 0) return NVML_ERROR_NOT_SUPPORTED;
  set->watched.push_back({device, call.state.xids.size()});  // what is past is not told
  return NVML_SUCCESS;
}
nvmlReturn_t nvmlEventSetWait(nvmlEventSet_t set, nvmlEventData_t* data, unsigned milliseconds) {
  return wait_for_event(set, data, milliseconds);
}
nvmlReturn_t nvmlDeviceGetComputeRunningProcesses(nvmlDevice_t device, unsigned* count,
                                                  nvmlProcessInfo_v1_t* entries) {
  return give_processes<nvmlProcessInfo_v1_t>(device, count, entries);
}

#ifndef FAKE_NVML_OLD

nvmlReturn_t nvmlEventSetWait_v2(nvmlEventSet_t set, nvmlEventData_t* data, unsigned milliseconds) {
  return wait_for_event(set, data, milliseconds);
}
nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t* memory) {
  return give("nvmlDeviceGetMemoryInfo", device, [&](const Call& call) {
    *memory = {.total = 16ULL << 30};
    for (const ListedProcess& process : listed(call.state)) memory->used += process.memory_bytes;
    memory->used = std::min(memory->used, memory->total);
    memory->free = memory->total - memory->used;
  });
}
nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v2(nvmlDevice_t device, unsigned* count,
                                                     nvmlProcessInfo_v2_t* entries) {
  return give_processes<nvmlProcessInfo_v2_t>(device, count, entries);
}
nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v3(nvmlDevice_t device, unsigned* count,
                                                     void* entries) {
  const bool wide = begin("nvmlSystemGetDriverVersion").script->process_entry_size == 32;
  return wide ? give_processes<nvmlProcessInfo_535_t>(device, count, entries)
              : give_processes<nvmlProcessInfo_v2_t>(device, count, entries);
}
nvmlReturn_t nvmlDeviceGetGraphicsRunningProcesses_v3(nvmlDevice_t device, unsigned* count, void*) {
  return give("nvmlDeviceGetGraphicsRunningProcesses", device, [&](const Call&) { *count = 0; });
}
// One sample a process and half second in which it used the device.
nvmlReturn_t nvmlDeviceGetProcessUtilization(nvmlDevice_t device,
                                             nvmlProcessUtilizationSample_t* samples,
                                             unsigned* count, unsigned long long last_seen) {
  const Call call = begin("nvmlDeviceGetProcessUtilization", device);
  if (call.code != NVML_SUCCESS) return call.code;
  const auto& processes = call.state.using_processes;
  const unsigned room = *count;
  *count = static_cast<unsigned>(processes.size());
  const double looked = std::floor(call.seconds / kSamplePeriod) * kSamplePeriod;
  const unsigned long long timestamp =
      kFirstTimestamp + static_cast<unsigned long long>(std::llround(looked * 1e6));
  if (processes.empty() || timestamp <= last_seen) return NVML_ERROR_NOT_FOUND;
  if (!samples || room < *count) return NVML_ERROR_INSUFFICIENT_SIZE;
  for (size_t i = 0; i < processes.size(); ++i)
    samples[i] = {.pid = processes[i].pid, .timeStamp = timestamp, .smUtil = processes[i].percent};
  return NVML_SUCCESS;
}

#endif

}  // extern "C"
