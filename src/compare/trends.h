// Whether figures go with time or with the temperature at which runs start, configurations being
// equal. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compare/comparison.h"
#include "stats/mean_interval.h"

namespace mutation {

struct TimeTrend {
  std::string device;
  std::string host;
  bool simulated = false;
  std::string session;
  std::string figure;
  Interval percent_per_hour;
  std::optional<double> p;
  std::size_t runs = 0;
  std::string note;
};

struct TemperatureTrend {
  std::string device;
  std::string host;
  bool simulated = false;
  std::string figure;
  Interval percent_per_degree;
  std::optional<double> p;
  std::size_t runs = 0;
  std::string note;
};

// Of energies and durations above 0; only configurations with at least two runs say anything.
std::vector<TimeTrend> drift_of(const RunGroup& runs, const std::vector<std::string>& figures);
std::vector<TemperatureTrend> start_temperature_trend(const RunGroup& runs,
                                                      const std::vector<std::string>& figures);

}  // namespace mutation
