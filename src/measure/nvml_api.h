// The part of NVIDIA's management library that we call, declared here and looked up at run time, so
// that one binary runs with and without a GPU. Knows the library's names, numbers and versions of
// symbols; reads nothing itself. [NVML API reference; layouts as in its nvml.h since release 450]
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "os/shared_library.h"

namespace mutation {

using NvmlReturn = unsigned int;
using NvmlDeviceHandle = struct NvmlOpaqueDevice*;
using NvmlEventSetHandle = struct NvmlOpaqueEventSet*;

inline constexpr NvmlReturn kNvmlSuccess = 0;
inline constexpr NvmlReturn kNvmlNotSupported = 3;
inline constexpr NvmlReturn kNvmlNotFound = 6;
inline constexpr NvmlReturn kNvmlInsufficientSize = 7;
inline constexpr NvmlReturn kNvmlTimeout = 10;
inline constexpr NvmlReturn kNvmlUnknown = 999;

inline constexpr unsigned kNvmlTemperatureOfGpu = 0;
inline constexpr unsigned kNvmlClockSm = 1;
inline constexpr unsigned kNvmlClockMemory = 2;
inline constexpr unsigned kNvmlFieldMemoryTemperature = 82;
inline constexpr unsigned kNvmlFieldPowerAverage = 185;  // mW, like the next
inline constexpr unsigned kNvmlFieldPowerInstant = 186;
inline constexpr unsigned kNvmlErrorUncorrected = 1;
inline constexpr unsigned kNvmlSinceDriverLoad = 0;  // "volatile" ECC counters
inline constexpr unsigned long long kNvmlEventXid = 8;
inline constexpr unsigned kNvmlNameSize = 96;  // holds every name, UUID and version

// nvmlUtilization_t, percent.
struct NvmlUtilization {
  unsigned gpu;
  unsigned memory;
};

// nvmlPciInfo_t. All versions of the call begin with these numbers; the rest is only space.
struct NvmlPciInfo {
  char legacy_bus_id[16];
  unsigned domain;
  unsigned bus;
  unsigned device;
  unsigned device_id;
  unsigned subsystem_id;
  char bus_id[32];
  char reserve[64];
};

// nvmlFieldValue_t.
struct NvmlFieldValue {
  unsigned field;
  unsigned scope;
  long long timestamp_us;
  long long latency_us;
  unsigned value_type;  // which of the union, as in nvmlValueType_t
  NvmlReturn code;
  union {
    double as_double;                     // 0
    unsigned as_unsigned;                 // 1
    unsigned long long as_unsigned_long;  // 2 (unsigned long), 3
    long long as_signed_long;             // 4
    int as_signed;                        // 5
    unsigned short as_unsigned_short;     // 6
  } value;
};
static_assert(sizeof(NvmlFieldValue) == 40);

// nvmlEventData_t of nvmlEventSetWait_v2; the plain call fills all but the last two.
struct NvmlEventData {
  NvmlDeviceHandle device;
  unsigned long long type;
  unsigned long long data;  // of an Xid event: its number
  unsigned gpu_instance;
  unsigned compute_instance;
};
static_assert(sizeof(NvmlEventData) == 32);

// nvmlProcessUtilizationSample_t, percent.
struct NvmlProcessSample {
  unsigned pid;
  unsigned long long timestamp_us;  // of the driver's clock
  unsigned sm;
  unsigned memory;
  unsigned encoder;
  unsigned decoder;
};
static_assert(sizeof(NvmlProcessSample) == 32);

// The functions; null where this version of the library has none. Names of symbols in comments
// where several are tried. All may be called from any thread.
struct NvmlFunctions {
  // Required.
  NvmlReturn (*init)() = nullptr;  // nvmlInit_v2, nvmlInit
  NvmlReturn (*shutdown)() = nullptr;
  NvmlReturn (*device_count)(unsigned*) = nullptr;                         // _v2, plain
  NvmlReturn (*device_handle)(unsigned, NvmlDeviceHandle*) = nullptr;      // _v2, plain
  NvmlReturn (*device_uuid)(NvmlDeviceHandle, char*, unsigned) = nullptr;  // nvmlDeviceGetUUID
  // Optional.
  const char* (*error_string)(NvmlReturn) = nullptr;
  NvmlReturn (*driver_version)(char*, unsigned) = nullptr;
  NvmlReturn (*device_name)(NvmlDeviceHandle, char*, unsigned) = nullptr;
  NvmlReturn (*device_pci)(NvmlDeviceHandle, NvmlPciInfo*) = nullptr;  // _v3, _v2, plain
  NvmlReturn (*device_power_limit)(NvmlDeviceHandle, unsigned*) =
      nullptr;  // nvmlDeviceGetEnforcedPowerLimit, …PowerManagementLimit; mW
  NvmlReturn (*device_default_power_limit)(NvmlDeviceHandle, unsigned*) =
      nullptr;  // nvmlDeviceGetPowerManagementDefaultLimit; mW
  NvmlReturn (*device_persistence_mode)(NvmlDeviceHandle, unsigned*) = nullptr;     // 0 or 1
  NvmlReturn (*device_mig_mode)(NvmlDeviceHandle, unsigned*, unsigned*) = nullptr;  // now, next
  NvmlReturn (*device_compute_capability)(NvmlDeviceHandle, int*, int*) = nullptr;
  NvmlReturn (*device_power)(NvmlDeviceHandle, unsigned*) = nullptr;             // mW
  NvmlReturn (*device_energy)(NvmlDeviceHandle, unsigned long long*) = nullptr;  // mJ
  NvmlReturn (*device_temperature)(NvmlDeviceHandle, unsigned, unsigned*) = nullptr;
  NvmlReturn (*device_fields)(NvmlDeviceHandle, int, NvmlFieldValue*) = nullptr;
  NvmlReturn (*device_utilization)(NvmlDeviceHandle, NvmlUtilization*) = nullptr;
  NvmlReturn (*device_clock)(NvmlDeviceHandle, unsigned, unsigned*) = nullptr;  // MHz
  NvmlReturn (*device_throttle_reasons)(NvmlDeviceHandle, unsigned long long*) =
      nullptr;  // …ClocksEventReasons, …ClocksThrottleReasons
  NvmlReturn (*device_performance_state)(NvmlDeviceHandle, unsigned*) = nullptr;
  NvmlReturn (*device_processes)(NvmlDeviceHandle, unsigned*, void*) =
      nullptr;  // nvmlDeviceGetComputeRunningProcesses_v3, _v2, plain
  NvmlReturn (*device_process_utilization)(NvmlDeviceHandle, NvmlProcessSample*, unsigned*,
                                           unsigned long long) = nullptr;
  NvmlReturn (*device_ecc_errors)(NvmlDeviceHandle, unsigned, unsigned,
                                  unsigned long long*) = nullptr;  // nvmlDeviceGetTotalEccErrors
  NvmlReturn (*event_set_create)(NvmlEventSetHandle*) = nullptr;
  NvmlReturn (*event_set_free)(NvmlEventSetHandle) = nullptr;
  NvmlReturn (*event_set_wait)(NvmlEventSetHandle, NvmlEventData*,
                               unsigned) = nullptr;  // _v2, plain; ms
  NvmlReturn (*register_events)(NvmlDeviceHandle, unsigned long long, NvmlEventSetHandle) = nullptr;
  // Which of their symbols these are.
  std::string power_limit_symbol = "nvmlDeviceGetEnforcedPowerLimit";
  std::string throttle_reasons_symbol = "nvmlDeviceGetCurrentClocksEventReasons";
  std::string processes_symbol = "nvmlDeviceGetComputeRunningProcesses_v3";
};

// The library loaded and initialised. Shuts it down and unloads it at the end of its life.
class NvmlLibrary {
 public:
  // `name`: as for dlopen(3). An error when it is not there, lacks a required symbol, or cannot be
  // initialised.
  static Result<NvmlLibrary> open(const std::string& name);
  NvmlLibrary(NvmlLibrary&& other) noexcept;
  NvmlLibrary& operator=(NvmlLibrary&&) = delete;
  ~NvmlLibrary();

  const NvmlFunctions& functions() const { return functions_; }
  // "NVML_ERROR_GPU_IS_LOST (15)"; the library's own words for a code that we have no name for.
  std::string describe(NvmlReturn code) const;

 private:
  explicit NvmlLibrary(SharedLibrary library) : library_(std::move(library)) {}
  SharedLibrary library_;
  NvmlFunctions functions_;
  bool initialised_ = false;
};

}  // namespace mutation
