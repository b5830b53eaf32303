// A figure that is absent in one run is absent in what stands for all of them.
#include "energy/measured_spread.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace mutation {
namespace {

double amount_of(Seconds time) {
  return time.count();
}

template <typename Unit>
double amount_of(Amount<Unit> amount) {
  return amount.value;
}

// The values of one optional figure in all runs; none as soon as one lacks it.
template <typename Figure>
std::optional<std::vector<double>> all_of(const std::vector<MeasuredRun>& runs, Figure figure) {
  std::vector<double> values;
  for (const MeasuredRun& run : runs) {
    const auto value = figure(run);
    if (!value) return std::nullopt;
    values.push_back(amount_of(*value));
  }
  return values;
}

template <typename Figure>
std::optional<Spread> spread_over(const std::vector<MeasuredRun>& runs, Figure figure) {
  const auto values = all_of(runs, figure);
  return values ? spread_of(*values) : std::nullopt;
}

// Replaces the amount that `figure` refers to by the mean over the runs.
template <typename Figure>
void take_mean(const std::vector<MeasuredRun>& runs, Figure figure, MeasuredRun& into) {
  const auto spread =
      spread_over(runs, [&](MeasuredRun run) { return figure(run); });  // a copy: it may be changed
  auto& amount = figure(into);
  amount.reset();
  if (spread) amount.emplace().value = spread->mean;
}

using Devices = std::vector<MeasuredDevice> MeasuredRun::*;

void take_mean_of_device(const std::vector<MeasuredRun>& runs, Devices devices, size_t i,
                         MeasuredRun& into) {
  const auto device = [&](MeasuredRun& run) -> MeasuredDevice& { return (run.*devices)[i]; };
  const auto mean = [&](auto member) {
    take_mean(
        runs, [&](MeasuredRun & run) -> auto& { return device(run).*member; }, into);
  };
  const auto mean_of_figure = [&](auto member) {
    take_mean(
        runs, [&](MeasuredRun & run) -> auto& { return device(run).figure.*member; }, into);
  };
  for (const auto member : {&MeasuredDevice::idle_power, &MeasuredDevice::mean_power}) mean(member);
  for (const auto member : {&MeasuredDevice::start_temperature, &MeasuredDevice::max_temperature})
    mean(member);
  mean(&MeasuredDevice::net);
  mean(&MeasuredDevice::max_power);
  for (const auto member :
       {&EnergyFigure::energy, &EnergyFigure::integral, &EnergyFigure::uncertainty})
    mean_of_figure(member);
  MeasuredDevice& result = device(into);
  if (runs.size() > 1) result.figure.uncertainty_parts.clear();  // each run has its own
  for (const MeasuredRun& run : runs) {
    const MeasuredDevice& one = (run.*devices)[i];
    result.figure.coverage = std::min(result.figure.coverage, one.figure.coverage);
    if (!one.figure.energy) result.figure.reason = one.figure.reason;
    if (!one.net) result.net_reason = one.net_reason;
  }
}

}  // namespace

std::optional<Spread> spread_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  const double count = static_cast<double>(values.size());
  Spread spread;
  for (const double value : values) spread.mean += value / count;
  if (values.size() < 2) return spread;
  double squares = 0;
  for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
  spread.standard_deviation = std::sqrt(squares / (count - 1));
  if (spread.mean != 0) spread.relative = *spread.standard_deviation / std::abs(spread.mean);
  return spread;
}

bool was_started(const MeasuredRun& run) {
  return run.start.boot != BootTime{};
}

MeasuredSpread spread_of(const std::vector<MeasuredRun>& runs) {
  MUTATION_CHECK(!runs.empty());
  MeasuredSpread spread;
  spread.duration = spread_over(runs, [](const MeasuredRun& run) {
    return was_started(run) ? std::optional(run.duration) : std::nullopt;
  });
  for (size_t i = 0; i < runs.front().gpus.size(); ++i) {
    spread.gpus.push_back(
        {spread_over(runs, [i](const MeasuredRun& run) { return run.gpus[i].figure.energy; }),
         spread_over(runs, [i](const MeasuredRun& run) { return run.gpus[i].net; })});
  }
  spread.package = spread_over(runs, [](const MeasuredRun& run) { return run.cpu.package; });
  spread.dram = spread_over(runs, [](const MeasuredRun& run) { return run.cpu.dram; });
  return spread;
}

MeasuredRun mean_of(const std::vector<MeasuredRun>& runs) {
  MUTATION_CHECK(!runs.empty());
  MeasuredRun mean = runs.back();
  const auto duration = spread_of(runs).duration;
  mean.duration = Seconds(duration ? duration->mean : 0);
  for (const Devices devices : {&MeasuredRun::gpus, &MeasuredRun::meters}) {
    for (size_t i = 0; i < (mean.*devices).size(); ++i) take_mean_of_device(runs, devices, i, mean);
  }
  mean.cpu.domains.clear();  // each run has its own
  take_mean(
      runs, [](MeasuredRun & run) -> auto& { return run.cpu.package; }, mean);
  take_mean(
      runs, [](MeasuredRun & run) -> auto& { return run.cpu.dram; }, mean);
  return mean;
}

}  // namespace mutation
