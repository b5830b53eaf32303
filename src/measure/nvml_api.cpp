// Looks up NVML's symbols, newest version first, and keeps the library initialised.
#include "measure/nvml_api.h"

#include <array>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace mutation {
namespace {

constexpr std::array<std::string_view, 30> kErrorNames = {
    "NVML_SUCCESS",
    "NVML_ERROR_UNINITIALIZED",
    "NVML_ERROR_INVALID_ARGUMENT",
    "NVML_ERROR_NOT_SUPPORTED",
    "NVML_ERROR_NO_PERMISSION",
    "NVML_ERROR_ALREADY_INITIALIZED",
    "NVML_ERROR_NOT_FOUND",
    "NVML_ERROR_INSUFFICIENT_SIZE",
    "NVML_ERROR_INSUFFICIENT_POWER",
    "NVML_ERROR_DRIVER_NOT_LOADED",
    "NVML_ERROR_TIMEOUT",
    "NVML_ERROR_IRQ_ISSUE",
    "NVML_ERROR_LIBRARY_NOT_FOUND",
    "NVML_ERROR_FUNCTION_NOT_FOUND",
    "NVML_ERROR_CORRUPTED_INFOROM",
    "NVML_ERROR_GPU_IS_LOST",
    "NVML_ERROR_RESET_REQUIRED",
    "NVML_ERROR_OPERATING_SYSTEM",
    "NVML_ERROR_LIB_RM_VERSION_MISMATCH",
    "NVML_ERROR_IN_USE",
    "NVML_ERROR_MEMORY",
    "NVML_ERROR_NO_DATA",
    "NVML_ERROR_VGPU_ECC_NOT_SUPPORTED",
    "NVML_ERROR_INSUFFICIENT_RESOURCES",
    "NVML_ERROR_FREQ_NOT_SUPPORTED",
    "NVML_ERROR_ARGUMENT_VERSION_MISMATCH",
    "NVML_ERROR_DEPRECATED",
    "NVML_ERROR_NOT_READY",
    "NVML_ERROR_GPU_NOT_FOUND",
    "NVML_ERROR_INVALID_STATE",
};
constexpr const char* kDriverHint =
    "install or repair the NVIDIA driver; nvidia-smi should work first";

// Takes the first of these symbols that the library has, and gives its name (the first when it has
// none).
template <typename Function>
const char* look_up(const SharedLibrary& library, Function*& function,
                    std::initializer_list<const char*> symbols) {
  for (const char* symbol : symbols) {
    function = library.find<Function>(symbol);
    if (function) return symbol;
  }
  return *symbols.begin();
}

void look_up_optional(const SharedLibrary& library, NvmlFunctions& f) {
  look_up(library, f.error_string, {"nvmlErrorString"});
  look_up(library, f.driver_version, {"nvmlSystemGetDriverVersion"});
  look_up(library, f.device_name, {"nvmlDeviceGetName"});
  look_up(library, f.device_pci,
          {"nvmlDeviceGetPciInfo_v3", "nvmlDeviceGetPciInfo_v2", "nvmlDeviceGetPciInfo"});
  f.power_limit_symbol =
      look_up(library, f.device_power_limit,
              {"nvmlDeviceGetEnforcedPowerLimit", "nvmlDeviceGetPowerManagementLimit"});
  look_up(library, f.device_default_power_limit, {"nvmlDeviceGetPowerManagementDefaultLimit"});
  look_up(library, f.device_persistence_mode, {"nvmlDeviceGetPersistenceMode"});
  look_up(library, f.device_mig_mode, {"nvmlDeviceGetMigMode"});
  look_up(library, f.device_compute_capability, {"nvmlDeviceGetCudaComputeCapability"});
  look_up(library, f.device_power, {"nvmlDeviceGetPowerUsage"});
  look_up(library, f.device_energy, {"nvmlDeviceGetTotalEnergyConsumption"});
  look_up(library, f.device_temperature, {"nvmlDeviceGetTemperature"});
  look_up(library, f.device_fields, {"nvmlDeviceGetFieldValues"});
  look_up(library, f.device_utilization, {"nvmlDeviceGetUtilizationRates"});
  look_up(library, f.device_clock, {"nvmlDeviceGetClockInfo"});
  f.throttle_reasons_symbol = look_up(
      library, f.device_throttle_reasons,
      {"nvmlDeviceGetCurrentClocksEventReasons", "nvmlDeviceGetCurrentClocksThrottleReasons"});
  look_up(library, f.device_performance_state, {"nvmlDeviceGetPerformanceState"});
  look_up(library, f.device_ecc_errors, {"nvmlDeviceGetTotalEccErrors"});
  f.processes_symbol =
      look_up(library, f.device_processes,
              {"nvmlDeviceGetComputeRunningProcesses_v3", "nvmlDeviceGetComputeRunningProcesses_v2",
               "nvmlDeviceGetComputeRunningProcesses"});
  look_up(library, f.device_process_utilization, {"nvmlDeviceGetProcessUtilization"});
  look_up(library, f.event_set_create, {"nvmlEventSetCreate"});
  look_up(library, f.event_set_free, {"nvmlEventSetFree"});
  look_up(library, f.event_set_wait, {"nvmlEventSetWait_v2", "nvmlEventSetWait"});
  look_up(library, f.register_events, {"nvmlDeviceRegisterEvents"});
}

// The name of the first required symbol that is missing; "" when all are there.
std::string look_up_required(const SharedLibrary& library, NvmlFunctions& f) {
  look_up(library, f.init, {"nvmlInit_v2", "nvmlInit"});
  look_up(library, f.shutdown, {"nvmlShutdown"});
  look_up(library, f.device_count, {"nvmlDeviceGetCount_v2", "nvmlDeviceGetCount"});
  look_up(library, f.device_handle,
          {"nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetHandleByIndex"});
  look_up(library, f.device_uuid, {"nvmlDeviceGetUUID"});
  if (!f.init) return "nvmlInit_v2";
  if (!f.shutdown) return "nvmlShutdown";
  if (!f.device_count) return "nvmlDeviceGetCount_v2";
  if (!f.device_handle) return "nvmlDeviceGetHandleByIndex_v2";
  if (!f.device_uuid) return "nvmlDeviceGetUUID";
  return {};
}

}  // namespace

Result<NvmlLibrary> NvmlLibrary::open(const std::string& name) {
  Result<SharedLibrary> loaded = SharedLibrary::open(name);
  if (!loaded) return Error{"no NVIDIA driver library: " + loaded.error().message, kDriverHint};
  NvmlLibrary library(std::move(*loaded));
  const std::string missing = look_up_required(library.library_, library.functions_);
  if (!missing.empty())
    return Error{name + " has no " + missing + ": too old, or not NVIDIA's library", kDriverHint};
  look_up_optional(library.library_, library.functions_);
  const NvmlReturn code = library.functions_.init();
  if (code != kNvmlSuccess)
    return Error{"nvmlInit in " + name + ": " + library.describe(code), kDriverHint};
  library.initialised_ = true;
  return library;
}

NvmlLibrary::NvmlLibrary(NvmlLibrary&& other) noexcept
    : library_(std::move(other.library_)),
      functions_(other.functions_),
      initialised_(std::exchange(other.initialised_, false)) {}

NvmlLibrary::~NvmlLibrary() {
  if (initialised_) functions_.shutdown();
}

std::string NvmlLibrary::describe(NvmlReturn code) const {
  std::string name;
  if (code < kErrorNames.size())
    name = kErrorNames[code];
  else if (code == kNvmlUnknown)
    name = "NVML_ERROR_UNKNOWN";
  else if (const char* text = functions_.error_string ? functions_.error_string(code) : nullptr)
    name = text;
  else
    name = "unknown NVML error";
  return name + " (" + std::to_string(code) + ")";
}

}  // namespace mutation
