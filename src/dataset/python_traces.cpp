#include "dataset/python_traces.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "record/trace_figures.h"

namespace mutation {
namespace {

constexpr double kEdge = 5;  // s: what counts as the start and the end of a trace

// A file's readings of one quantity.
struct Series {
  RecordedTrace trace;
  std::size_t channel = 0;
  const Trace& points() const { return trace.readings[channel]; }
};

std::optional<Series> series_of(Result<RecordedTrace> trace, Quantity quantity) {
  if (!trace) return std::nullopt;
  const auto& channels = trace->instrumentation.channels;
  const auto found = std::ranges::find(channels, quantity, &Channel::quantity);
  if (found == channels.end()) return std::nullopt;
  const auto index = static_cast<std::size_t>(found - channels.begin());
  if (trace->readings[index].empty()) return std::nullopt;
  return Series{std::move(*trace), index};
}

std::vector<double> values_between(const Series& series, Seconds from, Seconds to) {
  std::vector<double> values;
  const MonotonicTime start = series.trace.stretch.start;
  for (const TracePoint& point : series.points()) {
    const Seconds at = point.at - start;
    if (at >= from && at <= to) values.push_back(point.value);
  }
  return values;
}

std::vector<double> first_values(const Series& series) {
  return values_between(series, Seconds(0), Seconds(kEdge));
}

std::vector<double> last_values(const Series& series) {
  const Seconds end = length_of(series.trace.stretch);
  return values_between(series, end - Seconds(kEdge), end);
}

std::optional<double> mean(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// By linear interpolation between the nearest two.
std::optional<double> quantile(std::vector<double> values, double share) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const double position = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (position - static_cast<double>(below)) * (values[above] - values[below]);
}

double unix_seconds(UtcTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

void take_times(const Series& power, RecordedTraces& traces) {
  const Trace& points = power.points();
  traces.samples = points.size();
  if (power.trace.utc_start) {
    const double start = unix_seconds(*power.trace.utc_start);
    const auto since = [&](const TracePoint& point) {
      return Seconds(point.at - power.trace.stretch.start).count();
    };
    traces.first_seconds = start + since(points.front());
    traces.last_seconds = start + since(points.back());
  }
  std::vector<double> steps;
  for (std::size_t i = 1; i < points.size(); ++i)
    steps.push_back(Seconds(points[i].at - points[i - 1].at).count());
  if (steps.empty()) return;
  traces.longest_gap = std::ranges::max(steps);
  // Whole seconds: their median is 1 whatever the rate was, so the mean of the undisturbed steps.
  const double longest = longest_gap_of(points).count();
  std::erase_if(steps, [&](double step) { return step > longest; });
  traces.median_period = mean(steps);
}

void take_utilization(const Series& utilization, RecordedTraces& traces) {
  std::vector<double> all;
  for (const TracePoint& point : utilization.points()) all.push_back(point.value);
  traces.start_utilization = mean(first_values(utilization));
  traces.final_utilization = mean(last_values(utilization));
  traces.median_utilization = quantile(all, 0.5);
  traces.p05_utilization = quantile(std::move(all), 0.05);
}

struct GpuFiles {
  std::optional<Series> power;
  std::optional<Series> temperature;
  std::optional<Series> utilization;
  std::vector<std::string> problems;
};

std::optional<Series> read_series(const std::string& path, Quantity quantity, GpuFiles& files) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  Result<RecordedTrace> trace = read_trace_file(path);
  if (!trace) files.problems.push_back(trace.error().message);
  return series_of(std::move(trace), quantity);
}

GpuFiles read_gpu_files(const std::string& directory) {
  GpuFiles files;
  const std::string energy = directory + "/energy/";
  files.power = read_series(energy + "gpu_power.csv", Quantity::power, files);
  files.temperature = read_series(energy + "gpu_temperature.csv", Quantity::temperature, files);
  files.utilization = read_series(energy + "gpu_utilization.csv", Quantity::utilization, files);
  return files;
}

std::optional<RecordedTraces> traces_of(const GpuFiles& files) {
  if (!files.power && !files.temperature && !files.utilization) return std::nullopt;
  RecordedTraces traces;
  if (files.power) {
    take_times(*files.power, traces);
    if (const auto watts = mean(first_values(*files.power))) traces.start_power = Watts{*watts};
  }
  if (files.temperature)
    traces.start_temperature = Celsius{files.temperature->points().front().value};
  if (files.utilization) take_utilization(*files.utilization, traces);
  return traces;
}

// perf's start is local time of an unknown zone; a zone is a whole number of quarter hours.
std::optional<double> training_start(const CpuEnergyText& perf, double first_sample) {
  if (!perf.started_local) return std::nullopt;
  const double zone = std::round((*perf.started_local - first_sample) / 900) * 900;
  if (std::abs(zone) > 14 * 3600) return std::nullopt;
  return *perf.started_local - zone;
}

// When the training ran, on the clock of its trace; none where perf's text does not tell.
std::optional<Stretch> training_in(const CpuEnergyText& perf, const RecordedTrace& trace) {
  if (!trace.utc_start || !perf.elapsed) return std::nullopt;
  const double first = unix_seconds(*trace.utc_start);
  const auto start = training_start(perf, first);
  if (!start) return std::nullopt;
  const auto ticks = [](Seconds time) { return std::chrono::round<Monotonic::duration>(time); };
  const MonotonicTime began = trace.stretch.start + ticks(Seconds(*start - first));
  return Stretch{began, began + ticks(*perf.elapsed)};
}

// Power over the training.
struct TrainingPower {
  RecordedTrace trace;
  Seconds held{0};    // for so long beyond the samples the first or the last one was taken to hold
  double spread = 0;  // W, highest less lowest
};

// A sample speaks for the time up to the training's start or end where that is no further off than
// samples may lie apart; what lies beyond is cut off.
TrainingPower power_over(const std::optional<Stretch>& training, const Series& power) {
  TrainingPower over{power.trace};
  if (!training) return over;
  Trace& points = over.trace.readings[power.channel];
  const auto [low, high] = std::ranges::minmax(points, {}, &TracePoint::value);
  over.spread = high.value - low.value;
  const TracePoint first = points.front(), last = points.back();
  const Seconds near = longest_gap_of(points);
  Stretch& stretch = over.trace.stretch;
  const auto is_near = [&](Seconds off) { return off <= near && off >= -near; };
  if (is_near(first.at - training->start)) stretch.start = training->start;
  if (is_near(training->end - last.at)) stretch.end = training->end;
  if (stretch.start >= stretch.end) stretch = power.trace.stretch;
  if (stretch.start < first.at && stretch.start == training->start) {
    over.held += first.at - stretch.start;
    points.insert(points.begin(), {stretch.start, first.value});
  }
  if (stretch.end > last.at && stretch.end == training->end) {
    over.held += stretch.end - last.at;
    points.push_back({stretch.end, last.value});
  }
  return over;
}

struct Covered {
  Seconds time{0};
  Seconds whole{0};  // the training
  std::optional<double> share;
};

Covered covered_of(const TraceFigures& figures, const CpuEnergyText& perf, const RecordedRun& run) {
  Covered covered{.time = figures.duration * figures.devices.front().energy.coverage,
                  .whole = perf.elapsed.value_or(run.duration.value_or(figures.duration)),
                  .share = std::nullopt};
  if (covered.whole > Seconds(0)) covered.share = std::min(1.0, covered.time / covered.whole);
  return covered;
}

std::string coverage_text(const Covered& covered, Seconds held) {
  std::string text =
      fmt::format("gpu_energy_total_joules: over {:.1f} s of the training's {:.1f} s",
                  covered.time.count(), covered.whole.count());
  if (held > Seconds(0))
    text += fmt::format("; for {:.1f} s at its ends the sample next to them was taken to hold",
                        held.count());
  return text;
}

void take_gpu_figures(const TrainingPower& over, const CpuEnergyText& perf, RecordedRun& run) {
  EnergyMetrics& energy = run.energy;
  const TraceFigures figures = figures_of(over.trace);
  const EnergyFigure& figure = figures.devices.front().energy;
  if (!figure.energy) {
    energy.reasons.push_back("gpu_energy_total_joules: " + figure.reason);
    return;
  }
  energy.gpu_energy_total_joules = figure.energy->value;
  if (figure.uncertainty)
    energy.gpu_energy_uncertainty_joules =
        std::hypot(figure.uncertainty->value, over.held.count() * over.spread);
  if (figures.devices.front().mean_power)
    energy.gpu_power_avg_watts = figures.devices.front().mean_power->value;
  const Covered covered = covered_of(figures, perf, run);
  if (run.traces) run.traces->energy_coverage = covered.share;
  energy.reasons.push_back(coverage_text(covered, over.held));
  if (!figure.reason.empty()) energy.reasons.back() += "; " + figure.reason;
}

void take_gpu_energy(const GpuFiles& files, const CpuEnergyText& perf, RecordedRun& run) {
  EnergyMetrics& energy = run.energy;
  std::erase_if(energy.reasons, [](const std::string& reason) {
    return reason.starts_with("gpu_energy_total_joules:");
  });
  for (const std::string& problem : files.problems) energy.reasons.push_back(problem);
  if (!files.power) {
    energy.reasons.emplace_back("gpu_energy_total_joules: no readable gpu_power.csv to integrate");
    return;
  }
  if (!energy.gpu_energy_sum_legacy_joules)
    energy.gpu_energy_sum_legacy_joules = figures_of(files.power->trace).legacy_sum;
  take_gpu_figures(power_over(training_in(perf, files.power->trace), *files.power), perf, run);
}

// To the microsecond: more is not in it.
UtcTime utc_at(double seconds) {
  return UtcTime(std::chrono::round<std::chrono::microseconds>(Seconds(seconds)));
}

void take_training_times(const CpuEnergyText& perf, RecordedRun& run) {
  if (!run.traces || !run.traces->first_seconds) return;
  const double first = *run.traces->first_seconds;
  const double start = training_start(perf, first).value_or(first);
  const double end = perf.elapsed ? start + perf.elapsed->count() : *run.traces->last_seconds;
  run.start = utc_at(start);
  run.end = utc_at(std::max(start, end));
  run.inferred.emplace_back(perf.elapsed ? "start and end: from the traces and perf's text"
                                         : "start and end: first and last sample of power");
}

}  // namespace

void fill_traces(RecordedRun& run) {
  if (run.directory.empty()) return;
  const GpuFiles files = read_gpu_files(run.directory);
  run.traces = traces_of(files);
  if (run.kind == RecordKind::session || !files.power) return;
  const CpuEnergyText perf = cpu_energy_text_in(run.directory);
  const auto training = training_in(perf, files.power->trace);
  const TraceFigures figures = figures_of(power_over(training, *files.power).trace);
  run.traces->energy_coverage = covered_of(figures, perf, run).share;
}

void integrate_traces(RecordedRun& run) {
  if (run.directory.empty()) return;
  const GpuFiles files = read_gpu_files(run.directory);
  run.traces = traces_of(files);
  if (run.traces) run.start_temperature = run.traces->start_temperature;
  const CpuEnergyText text = cpu_energy_text_in(run.directory);
  take_gpu_energy(files, text, run);
  take_training_times(text, run);
  take_cpu_energy(text, run);
}

}  // namespace mutation
