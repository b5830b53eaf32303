// Several runs of one command as one: means and spreads of their figures. Pure.
#pragma once

#include <optional>
#include <vector>

#include "model/measured_run.h"

namespace mutation {

// None for no values.
std::optional<Spread> spread_of(const std::vector<double>& values);

// Of one figure over the runs; none as soon as it is absent in one of them.
struct DeviceSpread {
  std::optional<Spread> energy;
  std::optional<Spread> net;
};
struct MeasuredSpread {
  std::optional<Spread> duration;  // none as soon as one run's command was not started
  std::vector<DeviceSpread> gpus;  // as in the runs
  std::optional<Spread> package;
  std::optional<Spread> dram;
};
// Whether there was a command to be measured.
bool was_started(const MeasuredRun& run);

// REQUIRES: at least one run; all of the same devices.
MeasuredSpread spread_of(const std::vector<MeasuredRun>& runs);

// A run with the means of all runs' figures (duration: 0 where spread_of() has none); coverage is
// the lowest, uncertainty the mean (their causes are the same in every run), a figure that one run
// lacks is absent with that run's reason. Times, status and what was noticed are the last run's.
// REQUIRES: as spread_of().
MeasuredRun mean_of(const std::vector<MeasuredRun>& runs);

}  // namespace mutation
