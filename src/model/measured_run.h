// What `mutation measure` finds out about a command. Passive: filled by run/, shown by record/ and
// app/.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/units.h"
#include "model/run_record.h"
#include "model/sample.h"

namespace mutation {

// A GPU, a domain of the CPU or a meter over one run of the command.
struct MeasuredDevice {
  Device device;
  bool own = true;  // a GPU: one of those that were chosen
  EnergyFigure figure;
  // What the figure is over: the run, or, where readings are rare, from the one before to the one
  // after it.
  Seconds over{0};
  std::optional<Watts> idle_power;  // mean over the last half of the idle time before
  std::optional<Joules> net;        // above that; absent with the reason
  std::string net_reason;
  std::optional<Watts> mean_power;
  std::optional<Watts> max_power;
  std::optional<Celsius> start_temperature;  // the first reading of the run
  std::optional<Celsius> max_temperature;
};

struct MeasuredCpu {
  std::optional<Joules> package;  // of all packages
  std::optional<Joules> dram;
  std::vector<std::string> reasons;  // one for each that is absent or partial
  std::vector<MeasuredDevice> domains;
};

struct MeasuredRun {
  ExitStatus status;
  std::string start_error;  // why the command could not be started; "" when it was
  bool timed_out = false;
  bool interrupted = false;
  Instant start;  // of the command
  Instant end;
  Seconds duration{0};
  std::vector<MeasuredDevice> gpus;
  MeasuredCpu cpu;
  std::vector<MeasuredDevice> meters;
  std::vector<ReaderStatistics> readers;  // over idle time, run and stop
  std::optional<double> power_readings_per_second;
  std::vector<std::string> gaps;
  std::vector<StrangerRecord> strangers;  // compute processes that were not the command's
  std::vector<ThrottlingRecord> throttling;
  std::optional<double> foreign_cpu_fraction;  // as in AttemptRecord
  std::vector<std::string> survivors;          // processes that could not be ended
};

struct Measurement {
  std::vector<std::string> command;
  std::string directory;
  Seconds idle{0};              // asked for before each run
  std::optional<double> hertz;  // asked for, of power and counters; absent: no periodic readings
  int exit_code = 0;            // of the program that measures
  std::vector<Absence> absences;
  std::vector<std::string> notes;
  std::vector<MeasuredRun> runs;
};

// Several values of one figure.
struct Spread {
  double mean = 0;
  std::optional<double> standard_deviation;  // of the sample; absent for a single value
  std::optional<double> relative;            // to the mean; absent also where that is 0
};

}  // namespace mutation
