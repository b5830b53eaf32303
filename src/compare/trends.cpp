#include "compare/trends.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <tuple>

#include "compare/adjusted.h"
#include "compare/circumstances.h"
#include "model/figure.h"
#include "stats/least_squares.h"

namespace mutation {
namespace {

// The logarithm of a figure against one number of the runs, each configuration with its own level.
struct Along {
  Regression regression{.regressors = {{.name = "x"}}};
  std::map<std::string, std::size_t> groups;
  double first = 0;
};

void add(const RecordedRun& run, double x, double value, Along& along) {
  along.regression.response.push_back(std::log(value));
  // From the first on: hours since 1970 would leave no digits for those of a session.
  if (along.regression.response.size() == 1) along.first = x;
  along.regression.regressors[0].values.push_back(x - along.first);
  const std::size_t next = along.groups.size();
  along.regression.groups.push_back(
      along.groups.try_emplace(configuration_text(run), next).first->second);
}

// Energies and durations; a metric's run of values says nothing of the machine.
bool is_of_machine(const std::string& figure) {
  return !figure.starts_with("metric:");
}

double percent(double logarithm) {
  return 100 * std::expm1(logarithm);
}

Interval percent(const Interval& slope, double times) {
  return {percent(slope.value * times), percent(slope.low * times), percent(slope.high * times)};
}

// The slope of the logarithms; absent where the runs do not have one.
template <typename Result>
std::optional<Interval> take_slope(const Along& along, Result& result) {
  const auto fit = fit_least_squares(along.regression);
  if (!fit || fit->coefficients.empty()) return std::nullopt;
  result.p = fit->coefficients[0].p;
  result.runs = along.regression.response.size();
  if (fit->degrees < 3) result.note = "rests on very few runs";
  return fit->coefficients[0].interval;
}

double width_of(const Along& along) {
  const auto [least, most] = std::ranges::minmax(along.regression.regressors[0].values);
  return most - least;
}

double hours_of(UtcTime time) {
  return std::chrono::duration<double, std::ratio<3600>>(time.time_since_epoch()).count();
}

}  // namespace

std::vector<TimeTrend> drift_of(const RunGroup& runs, const std::vector<std::string>& figures) {
  std::map<std::tuple<MeasuredOn, std::string, std::string>, Along> groups;
  for (const RecordedRun* run : runs) {
    if (!run->start) continue;
    for (const std::string& figure : figures) {
      const std::optional<double> value = figure_value(*run, figure);
      if (!is_of_machine(figure) || !value || !(*value > 0)) continue;
      add(*run, hours_of(*run->start), *value, groups[{measured_on(*run), run->session, figure}]);
    }
  }
  std::vector<TimeTrend> trends;
  for (const auto& [key, along] : groups) {
    const auto& [place, session, figure] = key;
    TimeTrend trend{.device = place.device,
                    .host = place.host,
                    .simulated = place.simulated,
                    .session = session,
                    .figure = figure};
    const auto slope = take_slope(along, trend);
    if (!slope) continue;
    const double hours = width_of(along);
    trend.percent_per_hour = percent(*slope, 1);
    trend.percent_in_all = percent(*slope, hours);
    trend.time = std::chrono::duration<double, std::ratio<3600>>(hours);
    trends.push_back(std::move(trend));
  }
  fill_adjusted(trends);
  return trends;
}

std::vector<TemperatureTrend> start_temperature_trend(const RunGroup& runs,
                                                      const std::vector<std::string>& figures) {
  std::map<std::pair<MeasuredOn, std::string>, Along> groups;
  for (const RecordedRun* run : runs) {
    if (!run->start_temperature) continue;
    for (const std::string& figure : figures) {
      const std::optional<double> value = figure_value(*run, figure);
      if (!is_of_machine(figure) || !value || !(*value > 0)) continue;
      add(*run, run->start_temperature->value, *value, groups[{measured_on(*run), figure}]);
    }
  }
  std::vector<TemperatureTrend> trends;
  for (const auto& [key, along] : groups) {
    const auto& [place, figure] = key;
    TemperatureTrend trend{
        .device = place.device, .host = place.host, .simulated = place.simulated, .figure = figure};
    const auto slope = take_slope(along, trend);
    if (!slope) continue;
    trend.percent_per_degree = percent(*slope, 1);
    trends.push_back(std::move(trend));
  }
  fill_adjusted(trends);
  return trends;
}

}  // namespace mutation
