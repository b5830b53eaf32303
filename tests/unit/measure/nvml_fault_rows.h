// The rows of what can go wrong with NVML, made from lists of functions, error codes, symbols and
// numbers: what is done to the fake, and which quantities it touches.
#pragma once

#include <fmt/format.h>

#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "model/sample.h"

namespace mutation::nvml_faults {

using enum Quantity;
using Quantities = std::set<Quantity>;

// Device 0 of the program's order is the one with the fault; nothing happens to device 1.
inline constexpr const char* kScript =
    "driver 550.54.15\n"
    "device GPU-faulty 0000:1A:00 700 9.0 NVIDIA H200\n"
    "device GPU-healthy 0000:3B:00 700 9.0 NVIDIA H200\n"
    "at 0 all power_fields on\nat 0 all power 100\nat 0 all temperature 40\n"
    "at 0 all memory_temperature 50\nat 0 all utilization 30 10\nat 0 all clocks 1200 1500\n"
    "at 0 all throttle 4\nat 0 all pstate 2\nat 0 all ecc 3\nat 0 all persistence on\n"
    "at 0 all mig off\nat 0 all processes 4711:100 4712:200\n"
    "at 2 all process_utilization 4711:60 4712:20\n";
// Faults of a session's midst begin at 5 s and are over at 20 s; one looks at 10 s and at 30 s.
inline constexpr const char* kDuring = "10";
inline constexpr const char* kAfter = "30";

inline const std::map<Quantity, double>& values_at_10_seconds() {
  static const std::map<Quantity, double> values = {{power, 100},
                                                    {energy, 1000},
                                                    {temperature, 40},
                                                    {memory_temperature, 50},
                                                    {utilization, 30},
                                                    {memory_utilization, 10},
                                                    {sm_clock, 1200},
                                                    {memory_clock, 1500},
                                                    {throttle_reasons, 4},
                                                    {performance_state, 2},
                                                    {power_instant, 100},
                                                    {power_average, 100},
                                                    {power_limit, 700},
                                                    {ecc_errors, 3},
                                                    {xid, 0}};
  return values;
}

struct Fault {
  std::string name;
  std::string changes;                  // lines of the script
  Quantities touched;                   // on device 0
  Quantities touched_everywhere;        // on both devices
  bool lists_processes = true;          // device 0
  bool tells_shares = true;             // … of each process
  std::vector<std::string> no_symbols;  // the library lacks them
  bool back_at_the_end = true;          // the values return when the fault is over
};

inline void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.name;
}

struct Function {
  const char* name;
  Quantities gives;
};

inline const std::vector<Function>& reading_functions() {
  static const std::vector<Function> functions = {
      {"nvmlDeviceGetPowerUsage", {power}},
      {"nvmlDeviceGetTotalEnergyConsumption", {energy}},
      {"nvmlDeviceGetTemperature", {temperature}},
      {"nvmlDeviceGetFieldValues", {memory_temperature, power_instant, power_average}},
      {"nvmlDeviceGetUtilizationRates", {utilization, memory_utilization}},
      {"nvmlDeviceGetClockInfo", {sm_clock, memory_clock}},
      {"nvmlDeviceGetCurrentClocksEventReasons", {throttle_reasons}},
      {"nvmlDeviceGetPerformanceState", {performance_state}},
      {"nvmlDeviceGetEnforcedPowerLimit", {power_limit}},
      {"nvmlDeviceGetTotalEccErrors", {ecc_errors}},
  };
  return functions;
}

inline std::string from_5_to_20(const std::string& change, const std::string& end) {
  return "at 5 " + change + "\nat 20 " + end + "\n";
}

inline void add_failing_functions(std::vector<Fault>& faults) {
  for (const Function& function : reading_functions()) {
    // Not supported, no permission, no such function, GPU lost, unknown.
    for (const int code : {3, 4, 13, 15, 999}) {
      faults.push_back({.name = fmt::format("{}_gives_{}_from_the_start", function.name, code),
                        .changes = fmt::format("at 0 0 error {} {}\n", function.name, code),
                        .touched = function.gives,
                        .back_at_the_end = false});
    }
    // Not supported any more, time-out, GPU lost, reset required, not ready, unknown.
    for (const int code : {3, 10, 15, 16, 27, 999}) {
      faults.push_back({.name = fmt::format("{}_gives_{}_in_the_midst", function.name, code),
                        .changes = from_5_to_20(fmt::format("0 error {} {}", function.name, code),
                                                fmt::format("0 error {} 0", function.name)),
                        .touched = function.gives});
    }
  }
  for (const int code : {3, 15, 999}) {
    faults.push_back({.name = fmt::format("events_cannot_be_waited_for_{}", code),
                      .changes = from_5_to_20(fmt::format("all error nvmlEventSetWait {}", code),
                                              "all error nvmlEventSetWait 0"),
                      .touched_everywhere = {xid}});
    faults.push_back({.name = fmt::format("events_cannot_be_registered_for_{}", code),
                      .changes = fmt::format("at 0 0 error nvmlDeviceRegisterEvents {}\n", code),
                      .touched = {xid},
                      .back_at_the_end = false});
    faults.push_back({.name = fmt::format("there_are_no_event_sets_{}", code),
                      .changes = fmt::format("at 0 all error nvmlEventSetCreate {}\n", code),
                      .touched_everywhere = {xid},
                      .back_at_the_end = false});
    faults.push_back({.name = fmt::format("processes_cannot_be_listed_{}", code),
                      .changes = from_5_to_20(
                          fmt::format("0 error nvmlDeviceGetComputeRunningProcesses {}", code),
                          "0 error nvmlDeviceGetComputeRunningProcesses 0"),
                      .lists_processes = false});
    faults.push_back(
        {.name = fmt::format("shares_of_processes_are_not_told_{}", code),
         .changes = from_5_to_20(fmt::format("0 error nvmlDeviceGetProcessUtilization {}", code),
                                 "0 error nvmlDeviceGetProcessUtilization 0"),
         .tells_shares = false});
  }
}

// What describes a device: without it the readings are as ever.
inline void add_unknown_descriptions(std::vector<Fault>& faults) {
  for (const char* const function :
       {"nvmlDeviceGetName", "nvmlDeviceGetPersistenceMode", "nvmlDeviceGetMigMode",
        "nvmlDeviceGetPowerManagementDefaultLimit", "nvmlDeviceGetCudaComputeCapability"}) {
    for (const int code : {3, 999}) {
      faults.push_back({.name = fmt::format("{}_gives_{}", function, code),
                        .changes = fmt::format("at 0 0 error {} {}\n", function, code)});
    }
  }
}

inline void add_lost_gpus(std::vector<Fault>& faults) {
  Quantities all;
  for (const auto& [quantity, value] : values_at_10_seconds()) all.insert(quantity);
  all.erase(xid);  // of all devices together
  for (const int code : {15, 16, 17, 999}) {
    faults.push_back({.name = fmt::format("everything_gives_{}_of_one_device", code),
                      .changes = from_5_to_20(fmt::format("0 error all {}", code), "0 error all 0"),
                      .touched = all,
                      .lists_processes = false});
  }
  all.insert(xid);
  faults.push_back({.name = "everything_gives_15",
                    .changes = from_5_to_20("all error all 15", "all error all 0"),
                    .touched_everywhere = all,
                    .lists_processes = false});
}

inline void add_values_that_are_none(std::vector<Fault>& faults) {
  const auto add = [&faults](const std::string& name, const std::string& change,
                             const std::string& end, const Quantities& touched) {
    faults.push_back(
        {.name = name, .changes = from_5_to_20("0 " + change, "0 " + end), .touched = touched});
  };
  for (const char* const raw : {"0", "4294967295", "4294967294", "2147483647"})
    add(std::string("power_is_raw_") + raw, std::string("power raw ") + raw, "power 100", {power});
  for (const char* const raw : {"18446744073709551615", "9223372036854775807"})
    add(std::string("counter_is_raw_") + raw, std::string("counter raw ") + raw, "counter running",
        {energy});
  for (const int sensor : {82, 185, 186}) {
    const Quantity touched = sensor == 82    ? memory_temperature
                             : sensor == 185 ? power_average
                                             : power_instant;
    for (const char* const raw : {"0 nan", "0 inf", "0 -inf", "0 -1", "1 0", "1 4294967295",
                                  "3 18446744073709551615", "4 -1", "5 -40000", "7 1", "99 70000"})
      add(fmt::format("field_{}_is_{}", sensor, raw), fmt::format("field {} {}", sensor, raw),
          fmt::format("field {} none", sensor), {touched});
  }
  add("temperature_is_all_ones", "temperature 4294967295", "temperature 40", {temperature});
  add("temperature_is_negative", "temperature -3", "temperature 40", {temperature});
  add("utilization_is_beyond_100", "utilization 101 4294967295", "utilization 30 10",
      {utilization, memory_utilization});
  add("clocks_are_all_ones", "clocks 4294967295 4294967295", "clocks 1200 1500",
      {sm_clock, memory_clock});
  add("clock_event_reasons_are_all_ones", "throttle 0xffffffffffffffff", "throttle 4",
      {throttle_reasons});
  add("performance_state_is_unknown", "pstate 32", "pstate 2", {performance_state});
  add("power_limit_is_all_ones", "limit 4294967.295", "limit 700", {power_limit});
  add("power_limit_is_zero", "limit 0", "limit 700", {power_limit});
  add("ecc_errors_are_all_ones", "ecc 18446744073709551615", "ecc 3", {ecc_errors});
  faults.push_back({.name = "shares_of_processes_are_garbage",
                    .changes = from_5_to_20("0 process_utilization 4711:4294967295 4712:101",
                                            "0 process_utilization 4711:60 4712:20"),
                    .tells_shares = false});
}

inline void add_slow_calls(std::vector<Fault>& faults) {
  faults.push_back({.name = "power_takes_long",
                    .changes = from_5_to_20("0 delay nvmlDeviceGetPowerUsage 0.55",
                                            "0 delay nvmlDeviceGetPowerUsage 0"),
                    .touched = {power}});
  faults.push_back({.name = "counter_takes_long",
                    .changes = from_5_to_20("0 delay nvmlDeviceGetTotalEnergyConsumption 0.55",
                                            "0 delay nvmlDeviceGetTotalEnergyConsumption 0"),
                    .touched = {energy}});
}

// All names of a function are gone, or only its newest.
inline void add_missing_symbols(std::vector<Fault>& faults) {
  const auto add = [&faults](const std::vector<std::string>& symbols, const Quantities& touched) {
    faults.push_back({.name = "no_" + symbols.front() + (symbols.size() > 1 ? "_of_any_age" : ""),
                      .changes = "",
                      .touched_everywhere = touched,
                      .no_symbols = symbols,
                      .back_at_the_end = false});
  };
  for (const Function& function : reading_functions()) {
    const std::string name = function.name;
    if (name == "nvmlDeviceGetEnforcedPowerLimit")
      add({name, "nvmlDeviceGetPowerManagementLimit"}, function.gives);
    else if (name == "nvmlDeviceGetCurrentClocksEventReasons")
      add({name, "nvmlDeviceGetCurrentClocksThrottleReasons"}, function.gives);
    else
      add({name}, function.gives);
  }
  for (const char* const symbol :
       {"nvmlInit_v2", "nvmlDeviceGetCount_v2", "nvmlDeviceGetHandleByIndex_v2", "nvmlErrorString",
        "nvmlSystemGetDriverVersion", "nvmlDeviceGetName", "nvmlDeviceGetPciInfo_v3",
        "nvmlDeviceGetEnforcedPowerLimit", "nvmlDeviceGetCudaComputeCapability",
        "nvmlDeviceGetCurrentClocksEventReasons", "nvmlDeviceGetPowerManagementDefaultLimit",
        "nvmlDeviceGetPersistenceMode", "nvmlDeviceGetMigMode", "nvmlEventSetWait_v2",
        "nvmlDeviceGetComputeRunningProcesses_v3"})
    add({symbol}, {});
  for (const char* const symbol :
       {"nvmlEventSetCreate", "nvmlEventSetFree", "nvmlDeviceRegisterEvents"})
    add({symbol}, {xid});
  add({"nvmlEventSetWait_v2", "nvmlEventSetWait"}, {xid});
  faults.push_back({.name = "no_nvmlDeviceGetProcessUtilization",
                    .tells_shares = false,
                    .no_symbols = {"nvmlDeviceGetProcessUtilization"},
                    .back_at_the_end = false});
  faults.push_back({.name = "no_list_of_processes_of_any_age",
                    .lists_processes = false,
                    .no_symbols = {"nvmlDeviceGetComputeRunningProcesses_v3",
                                   "nvmlDeviceGetComputeRunningProcesses_v2",
                                   "nvmlDeviceGetComputeRunningProcesses"},
                    .back_at_the_end = false});
}

inline std::vector<Fault> all_faults() {
  std::vector<Fault> faults;
  add_failing_functions(faults);
  add_unknown_descriptions(faults);
  add_lost_gpus(faults);
  add_values_that_are_none(faults);
  add_slow_calls(faults);
  add_missing_symbols(faults);
  return faults;
}

}  // namespace mutation::nvml_faults
