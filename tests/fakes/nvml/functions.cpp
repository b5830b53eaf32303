// The exported functions of the fake NVML: the library and its devices. FAKE_NVML_OLD leaves out
// what old libraries lack.
#include <cstdio>
#include <cstring>
#include <string>
#include <tuple>

#include "fakes/nvml/give.h"

using namespace fake_nvml;

namespace {

nvmlReturn_t put_text(const std::string& text, char* into, unsigned size) {
  if (!into) return NVML_ERROR_INVALID_ARGUMENT;
  if (text.size() >= size) return NVML_ERROR_INSUFFICIENT_SIZE;
  std::memcpy(into, text.c_str(), text.size() + 1);
  return NVML_SUCCESS;
}

nvmlReturn_t count_devices(unsigned* count) {
  const Call call = begin("nvmlDeviceGetCount");
  if (call.code == NVML_SUCCESS) *count = static_cast<unsigned>(call.script->devices.size());
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
    info->domain = call.device->domain;
    info->bus = call.device->bus;
    info->device = call.device->device;
  });
}

// 0: off, 1: on.
std::optional<int> as_number(std::optional<bool> on) {
  return on ? std::optional<int>(*on ? 1 : 0) : std::nullopt;
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
  return call.code != NVML_SUCCESS ? call.code : put_text(call.script->driver, version, size);
}
nvmlReturn_t nvmlDeviceGetCount(unsigned* count) {
  return count_devices(count);
}
nvmlReturn_t nvmlDeviceGetHandleByIndex(unsigned index, nvmlDevice_t* device) {
  return find_device(index, device);
}
nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t device, char* uuid, unsigned size) {
  const Call call = begin("nvmlDeviceGetUUID", device);
  return call.code != NVML_SUCCESS ? call.code : put_text(call.device->uuid, uuid, size);
}
nvmlReturn_t nvmlDeviceGetName(nvmlDevice_t device, char* name, unsigned size) {
  const Call call = begin("nvmlDeviceGetName", device);
  return call.code != NVML_SUCCESS ? call.code : put_text(call.device->name, name, size);
}
nvmlReturn_t nvmlDeviceGetPciInfo(nvmlDevice_t device, nvmlPciInfo_v2_t* info) {
  return give_pci(device, info);
}
nvmlReturn_t nvmlDeviceGetPersistenceMode(nvmlDevice_t device, unsigned* mode) {
  return give_if_there("nvmlDeviceGetPersistenceMode", device, mode,
                       [](const DeviceState& state) { return as_number(state.persistence); });
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
        std::tuple(call.device->domain, call.device->bus, call.device->device);
    *info = {.domain = domain, .bus = bus, .device = slot};
    std::snprintf(info->busIdLegacy, sizeof(info->busIdLegacy), "%04X:%02X:%02X.0", domain & 0xFFFF,
                  bus & 0xFF, slot & 0xFF);
    std::snprintf(info->busId, sizeof(info->busId), "%08X:%02X:%02X.0", domain, bus, slot);
  });
}
nvmlReturn_t nvmlDeviceGetCudaComputeCapability(nvmlDevice_t device, int* major, int* minor) {
  return give("nvmlDeviceGetCudaComputeCapability", device, [&](const Call& call) {
    *major = call.device->capability_major;
    *minor = call.device->capability_minor;
  });
}
nvmlReturn_t nvmlDeviceGetMigMode(nvmlDevice_t device, unsigned* now, unsigned* next) {
  const nvmlReturn_t code =
      give_if_there("nvmlDeviceGetMigMode", device, now,
                    [](const DeviceState& state) { return as_number(state.mig); });
  if (code == NVML_SUCCESS) *next = *now;
  return code;
}

#endif

}  // extern "C"
