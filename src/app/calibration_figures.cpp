#include "app/calibration_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "model/noise_floor.h"
#include "progress/text_table.h"
#include "stats/deviation_interval.h"
#include "stats/power.h"

namespace mutation {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kRunsEach = 5;
constexpr std::array<std::string_view, 4> kFigures = {"gpu_joules", "gpu_net_joules", "cpu_joules",
                                                      "duration"};

// The least difference for which so many values of each group are enough, by halving.
double difference_seen(double deviation) {
  double low = 0;
  double high = 100 * deviation;
  for (int step = 0; step < 40; ++step) {
    const double middle = (low + high) / 2;
    const auto needed = values_needed(middle, deviation, SampleDesign::independent);
    (needed && *needed <= kRunsEach ? high : low) = middle;
  }
  return high;
}

CalibrationFigure figure_of(const std::vector<const RecordedRun*>& runs, const FigureSpec& spec) {
  CalibrationFigure figure{.spec = spec};
  std::vector<double> values;
  for (const RecordedRun* run : runs) {
    const auto value = figure_value(*run, spec.name);
    if (value && std::isfinite(*value)) values.push_back(*value);
  }
  figure.runs = int(values.size());
  if (values.empty()) return figure;
  figure.mean = mean_of(values);
  if (int(values.size()) < kFewestCalibrationRuns || figure.mean == 0) return figure;
  const Interval deviation = deviation_interval(values);
  const double by = std::abs(figure.mean);
  figure.noise = Interval{deviation.value / by, deviation.low / by, deviation.high / by};
  if (deviation.value > 0) figure.seen_with_five = difference_seen(deviation.value) / by;
  return figure;
}

bool is_noisy(const CalibrationFigure& figure) {
  return figure.noise && figure.noise->value > kMuchNoise;
}

std::vector<std::string> advice_for(const CalibrationResult& result, const SessionInfo& session) {
  std::vector<std::string> advice;
  const auto noisy = [&](std::string_view name) {
    return std::ranges::any_of(result.figures, [&](const CalibrationFigure& figure) {
      return figure.spec.name == name && is_noisy(figure);
    });
  };
  if (!std::ranges::any_of(result.figures, is_noisy)) return advice;
  for (const FitnessFact& fact : session.fitness) {
    if (!fact.warning) continue;
    advice.push_back(fact.name + ": " + fact.value +
                     (fact.advice.empty() ? "" : " (" + fact.advice + ")"));
  }
  if (noisy("cpu_joules") || noisy("duration")) {
    advice.push_back(
        "the CPUs: set the governor with -g performance, and see with `mutation "
        "doctor` whether turbo or load of others moves their clocks");
  }
  if (noisy("gpu_joules") || noisy("gpu_net_joules")) {
    advice.push_back(
        "the GPU: turn persistence mode on (nvidia-smi -pm 1), lock its clocks "
        "(nvidia-smi -lgc), and let every run start at the same temperature with "
        "--cooling-policy match");
  }
  advice.push_back(
      "longer runs differ less: --seconds 60; trainings of minutes, too, may lie "
      "closer together than this says");
  return advice;
}

std::string percent(double share) {
  return fmt::format("{:.2g} %", share * 100);
}

Json number_or_null(const std::optional<double>& number) {
  return number ? Json(*number) : Json();
}

std::vector<std::string> row_of(const CalibrationFigure& figure) {
  std::vector<std::string> row = {figure.spec.label, std::to_string(figure.runs)};
  row.push_back(figure.runs > 0 ? fmt::format("{:.6g} {}", figure.mean, figure.spec.unit) : "-");
  row.push_back(figure.noise ? percent(figure.noise->value) : "-");
  row.push_back(figure.noise ? percent(figure.noise->low) + " to " + percent(figure.noise->high)
                             : "-");
  row.push_back(figure.seen_with_five ? percent(*figure.seen_with_five) : "-");
  return row;
}

std::string headline(const CalibrationResult& result) {
  return fmt::format("Noise floor of {}{}{}, by {} of {} runs of the control workload", result.host,
                     result.device.empty() ? "" : " with " + result.device,
                     result.simulated ? " (simulated GPU: a model, not a measurement)" : "",
                     result.succeeded, result.runs);
}

}  // namespace

CalibrationResult calibration_result(const std::vector<RecordedRun>& runs,
                                     const SessionInfo& session) {
  CalibrationResult result{
      .session = session.name, .directory = session.directory, .host = session.host};
  std::vector<const RecordedRun*> succeeded;
  for (const RecordedRun& run : runs) {
    if (run.role != Role::calibration) continue;
    ++result.runs;
    result.device = run.device;
    result.simulated |= run.simulated || run.energy.simulated;
    if (run.outcome == Outcome::succeeded) succeeded.push_back(&run);
  }
  result.succeeded = int(succeeded.size());
  for (const FigureSpec& spec : figure_specs()) {
    if (std::ranges::find(kFigures, spec.name) != kFigures.end())
      result.figures.push_back(figure_of(succeeded, spec));
  }
  result.advice = advice_for(result, session);
  return result;
}

std::vector<std::string> calibration_lines(const CalibrationResult& result) {
  std::vector<std::string> lines = {headline(result), ""};
  if (result.succeeded == 0) {
    lines.push_back("no run succeeded, so that nothing is known of the noise: `mutation status " +
                    result.session + "` says why");
    lines.push_back("Recorded in " + result.directory);
    return lines;
  }
  TextTable table({{"figure"},
                   {"runs", Align::right},
                   {"mean", Align::right},
                   {"deviation", Align::right},
                   {"95 % interval", Align::right},
                   {"seen with 5 runs each", Align::right}});
  for (const CalibrationFigure& figure : result.figures) table.add_row(row_of(figure));
  for (std::string& line : table.lines()) lines.push_back(std::move(line));
  lines.emplace_back();
  for (const CalibrationFigure& figure : result.figures) {
    if (!figure.noise) continue;
    lines.push_back(fmt::format("{}: single runs of the same work differ by {} here{}",
                                figure.spec.label, percent(figure.noise->value),
                                is_noisy(figure) ? ", which is much" : ""));
  }
  for (const CalibrationFigure& figure : result.figures) {
    if (figure.runs == 0) {
      lines.push_back(figure.spec.label + ": not measured; the runs' records say why");
    } else if (!figure.noise) {
      lines.push_back(fmt::format(
          "{}: measured in {} run{} only, of which fewer than {} say nothing", figure.spec.label,
          figure.runs, figure.runs == 1 ? "" : "s", kFewestCalibrationRuns));
    }
  }
  if (result.succeeded < result.runs)
    lines.push_back("runs that did not succeed are left out; `mutation status` says why");
  for (const std::string& advice : result.advice) lines.push_back("advice: " + advice);
  lines.push_back("Recorded in " + result.directory);
  return lines;
}

std::string calibration_json(const CalibrationResult& result) {
  Json figures = Json::array();
  for (const CalibrationFigure& figure : result.figures) {
    const auto& noise = figure.noise;
    figures.push_back({{"figure", figure.spec.name},
                       {"unit", figure.spec.unit},
                       {"runs", figure.runs},
                       {"mean", figure.runs > 0 ? Json(figure.mean) : Json()},
                       {"relative_deviation", noise ? Json(noise->value) : Json()},
                       {"low", noise ? Json(noise->low) : Json()},
                       {"high", noise ? Json(noise->high) : Json()},
                       {"seen_with_five_runs_each", number_or_null(figure.seen_with_five)},
                       {"much_noise", noise ? Json(is_noisy(figure)) : Json()}});
  }
  const Json document = {{"schema_version", 1},
                         {"session", result.session},
                         {"directory", result.directory},
                         {"host", result.host},
                         {"device", result.device.empty() ? Json() : Json(result.device)},
                         {"simulated", result.simulated},
                         {"runs", result.runs},
                         {"succeeded", result.succeeded},
                         {"figures", std::move(figures)},
                         {"advice", result.advice}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace mutation
