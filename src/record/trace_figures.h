// What a recorded trace amounts to: energy a device, mean and extremes a channel, coverage, gaps,
// and what the file leaves unknown. Pure; reads and prints nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/run_record.h"
#include "record/trace_reader.h"

namespace mutation {

// A stretch without a reading of more than kLongestGap; in the Python tool's files of more than
// longest_gap_of theirs.
struct TraceGap {
  Seconds after{0};  // since the trace's start
  Seconds length{0};
  std::string reason;  // of the failed reads in it; "" when none is recorded
};

struct ChannelFigures {
  int channel = 0;                 // index into the trace's channels
  std::optional<Summary> summary;  // absent without a reading, and for counters
  size_t readings = 0;
  size_t failed_reads = 0;
  double hertz = 0;  // readings a second over the whole trace
  std::vector<TraceGap> gaps;
};

struct DeviceFigures {
  int device = 0;       // index into the trace's devices
  EnergyFigure energy;  // over the whole trace
  // By how much the integral differs from the counter, as a share; absent unless both are there.
  std::optional<double> disagreement;
  std::optional<Watts> mean_power;  // over what of it is covered
  std::vector<ChannelFigures> channels;
};

struct TraceFigures {
  Seconds duration{0};  // first row to last row
  std::vector<DeviceFigures> devices;
  // The plain sum of gpu_power.csv, which the Python tool gave as its total, in J; other files have
  // none.
  std::optional<double> legacy_sum;
  std::vector<std::string> not_known;  // for people
};

TraceFigures figures_of(const RecordedTrace& trace);

// One document of JSON; docs/records.md has every field. `file` is only told.
std::string figures_json(const RecordedTrace& trace, const TraceFigures& figures,
                         const std::string& file);

}  // namespace mutation
