// Whether figures go with time or with the temperature at which runs start, configurations being
// equal. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
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
  Interval percent_in_all;  // from the start of the first run to that of the last
  Seconds time{0};          // between these
  std::optional<double> p;
  std::optional<double> p_adjusted;  // Holm's, over all that were asked together
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
  std::optional<double> p_adjusted;  // Holm's, over all that were asked together
  std::size_t runs = 0;
  std::string note;
};

// Of energies and durations above 0, one for each place, session (of drift) and figure; only
// configurations with at least two runs say anything.
std::vector<TimeTrend> drift_of(const RunGroup& runs, const std::vector<std::string>& figures);
std::vector<TemperatureTrend> start_temperature_trend(const RunGroup& runs,
                                                      const std::vector<std::string>& figures);

}  // namespace mutation
