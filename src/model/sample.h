// What is measured: devices, the channels that power sources offer on them, and what was read.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/units.h"

namespace mutation {

// `meter`: a power meter of the machine or of a part of it (hwmon, ACPI): measured beside the
// others, never in a total.
enum class DeviceKind { gpu, cpu, meter };

// A GPU, one energy domain of the CPU, or a power meter.
struct Device {
  // GPU: its UUID ("GPU-…", "SIM-0"), or its PCI address where it has none; CPU domain:
  // "package-0", "dram-0", "psys"; meter: "meter-0".
  std::string id;
  DeviceKind kind = DeviceKind::gpu;
  std::string name;                  // "NVIDIA H200", "RAPL package-0"
  std::string vendor;                // GPU: "nvidia", "amd", "intel"; "" when it is none of these
  int index = 0;                     // GPU: position in PCI order among its vendor's, from 0
  std::string pci_bus_id;            // GPU
  std::string driver_version;        // GPU
  std::optional<Watts> power_limit;  // GPU: in force when the session began
  std::optional<Watts> default_power_limit;  // GPU: as it is delivered
  std::optional<bool> persistence_mode;      // GPU: the driver keeps it initialised
  // GPU: divided into instances (MIG): power and energy are the whole board's, not one instance's.
  bool mig = false;
  // CPU: whether it counts in the CPU total (packages and DRAM do; core, uncore and psys overlap
  // them).
  bool in_total = true;
  bool simulated = false;
};

enum class Quantity {
  power,               // W
  energy,              // J since some start; a counter
  temperature,         // °C
  memory_temperature,  // °C
  utilization,         // %: share of time in which a kernel ran
  memory_utilization,  // %
  sm_clock,            // MHz
  memory_clock,        // MHz
  throttle_reasons,    // bit mask, nvmlClocksEventReasons
  performance_state,   // 0 (highest) .. 15
  power_instant,       // W, of the moment, where `power` is an average
  power_average,       // W, mean of the last second, where `power` is of the moment
  power_limit,         // W, enforced now
  ecc_errors,          // uncorrected memory errors since the driver was loaded
  xid,                 // number of the last critical error that the driver told of
};
std::string to_text(Quantity quantity);  // "power", "sm_clock", …: the names used in trace.csv
std::string unit_of(Quantity quantity);  // "W", "J", "C", "%", "MHz", ""

// How often it is read: power and energy 10 Hz; temperature, clocks, utilisation 2 Hz; processes 1
// Hz.
enum class Rate { fast, slow, processes };

// One quantity of one device as one source gives it.
struct Channel {
  int device = 0;  // index into Instrumentation::devices
  Quantity quantity = Quantity::power;
  std::string source;  // "nvmlDeviceGetTotalEnergyConsumption", a sysfs path, "simulated"
  Rate rate = Rate::fast;
  double resolution = 0;  // smallest step, in the quantity's unit; 0: not known
  double wraps_at = 0;    // energy: the counter starts again at 0 after this many joules; 0: never
  // How often the sensor updates itself, as documented for it; 0: not known.
  Seconds update_period{0};
  // Power: a reading is the mean over this long before it; 0: of the moment, or not known.
  Seconds averaging{0};
  // Power: the share of the time in which the sensor looks, 0..1; 1: all of it, or not known.
  double duty = 1;
};

// Something that could not be measured, and why.
struct Absence {
  std::string what;    // "GPU power", "CPU energy (RAPL)"
  std::string reason;  // what was tried and what came of it
  std::string hint;    // what the user can do; may be ""
};

// All that is measured in a session. Indices into its vectors stay valid for the session.
struct Instrumentation {
  std::vector<Device> devices;
  std::vector<Channel> channels;
  std::vector<Absence> absences;
  // Why the lists of compute processes cannot be trusted; "" when they can.
  std::string processes_untrusted;
};

// A value read. `at` is the middle of the call that read it.
struct Reading {
  int channel = 0;
  MonotonicTime at{};
  double value = 0;
};

// A read that failed, or a source that did not answer.
struct ReadFailure {
  int channel = 0;
  MonotonicTime at{};
  std::string reason;
};

struct ComputeProcess {
  pid_t pid = 0;
  std::optional<std::uint64_t> memory_bytes;
  // Share of the last sample period in which its kernels ran. [nvmlDeviceGetProcessUtilization]
  std::optional<double> utilization_percent;
};

// Who computes on a GPU at one moment.
struct ComputeProcesses {
  int device = 0;
  MonotonicTime at{};
  std::vector<ComputeProcess> processes;
};

// A list of compute processes that could not be read.
struct ComputeProcessesFailure {
  int device = 0;
  MonotonicTime at{};
  std::string reason;
};

// What the readers brought since the last time they were asked, in order of time per channel.
struct SampleBatch {
  std::vector<Reading> readings;
  std::vector<ReadFailure> failures;
  std::vector<ComputeProcesses> processes;
  std::vector<ComputeProcessesFailure> process_failures;
};

// How well a reader thread kept its deadlines, over some time.
struct ReaderStatistics {
  std::string reader;  // "nvml"
  std::uint64_t reads = 0;
  std::uint64_t missed_deadlines = 0;
  Seconds worst_lateness{0};
  Seconds p99_lateness{0};  // 99 of 100 deadlines were met within this
  Seconds cpu_time{0};
};

}  // namespace mutation
