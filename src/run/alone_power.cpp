#include "run/alone_power.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "run/evidence.h"
#include "run/figures.h"

namespace mutation {
namespace {

// Of a sensor that does not say how often it updates itself, and was not seen to.
constexpr Seconds kUsualUpdate{0.1};

// What a stretch must have for the device's figure to be of that stretch.
Seconds shortest_stretch(const Observations& observations, int gpu, const EnergyFigure& figure) {
  const bool integral = figure.method == "integral";
  const auto index = observations.channel(gpu, integral ? Quantity::power : Quantity::energy);
  if (!index) return kUsualUpdate * kFewestWindowsAlone;
  const Channel& channel = observations.instrumentation().channels[static_cast<size_t>(*index)];
  const Seconds documented =
      channel.update_period > Seconds(0) ? channel.update_period : kUsualUpdate;
  const Seconds update = figure.update_period.value_or(documented);
  return std::max(update, integral ? channel.averaging : Seconds(0)) * kFewestWindowsAlone;
}

// "" when the figure tells the device's power over the stretch.
std::string why_not(const Observations& observations, int gpu, const EnergyFigure& figure,
                    Seconds length) {
  if (!figure.energy) return figure.reason;
  const Seconds shortest = shortest_stretch(observations, gpu, figure);
  if (length < shortest) {
    return fmt::format(
        "the background was alone for {:.2f} s, and its sensor tells a mean over no less than "
        "{:.2f} s",
        length.count(), shortest.count());
  }
  if (figure.coverage >= kCompleteCoverage) return {};
  return fmt::format("readings cover {:.1f} % of the {:.2f} s before the foreground",
                     100 * figure.coverage, length.count());
}

}  // namespace

AlonePower alone_power(const Observations& observations, Stretch startup,
                       const std::vector<int>& gpus) {
  const auto window = std::chrono::duration_cast<Monotonic::duration>(kTrendWindow);
  const Stretch stretch{std::max(startup.start, startup.end - window), startup.end};
  const Seconds length = length_of(stretch);
  if (gpus.empty()) return {.reason = "the run has no GPU"};
  if (length <= Seconds(0)) return {.reason = "the background was not alone for any time"};
  const std::vector<DeviceEnergy> energies = energy_of_devices(observations, stretch, gpus);
  Joules sum{0};
  double squares = 0;
  bool all_known = true;
  for (const int gpu : gpus) {
    const DeviceEnergy& device = energies[static_cast<size_t>(gpu)];
    const std::string reason = why_not(observations, gpu, device.figure, length);
    if (!reason.empty()) return {.reason = device.device + ": " + reason};
    sum = sum + *device.figure.energy;
    all_known &= device.figure.uncertainty.has_value();
    const double joules = device.figure.uncertainty.value_or(Joules{0}).value;
    squares += joules * joules;
  }
  AlonePower alone{.power = sum / length, .over = length};
  if (all_known) alone.uncertainty = Joules{std::sqrt(squares)} / length;
  return alone;
}

}  // namespace mutation
