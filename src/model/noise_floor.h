// How far equal runs of a control workload lie apart on one machine: what a difference between
// trainings must exceed to mean anything. Passive.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"

namespace mutation {

// Of fewer equal runs their deviation says nothing.
inline constexpr int kFewestCalibrationRuns = 3;

struct NoiseFloor {
  std::string host;
  std::string device;             // ids of the runs' own GPUs, apart by a space; "" without a GPU
  std::string figure;             // model/figure.h
  double relative_deviation = 0;  // standard deviation over the mean, 0..
  int runs = 0;
  UtcTime at{};         // the end of the last of its runs
  std::string session;  // name
  bool simulated = false;
};

}  // namespace mutation
