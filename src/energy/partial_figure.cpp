#include "energy/partial_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mutation {
namespace {

// Half of the interval that holds 95 of 100, in standard deviations.
constexpr double kCovering = 1.96;

std::string without_readings(std::span<const TracePoint> points, Stretch stretch,
                             Seconds longest_gap) {
  if (length_of(stretch) <= Seconds(0)) return "the stretch has no length";
  if (points.empty()) return "no reading";
  if (points.size() == 1) return "one reading only in or around the stretch";
  if (points.size() == 2 && points[0].at <= stretch.start && points[1].at >= stretch.end &&
      points[1].at - points[0].at > longest_gap)
    return fmt::format("the readings around the stretch are {:.1f} s apart",
                       Seconds(points[1].at - points[0].at).count());
  return "no two readings enclose any of the stretch";
}

std::string lost_to(const PartialFigure& partial, const std::string& still_text) {
  std::string reason;
  if (partial.resets > 0)
    reason += fmt::format("; the counter was reset or jumped {} time{}", partial.resets,
                          partial.resets == 1 ? "" : "s");
  if (partial.still > Monotonic::duration(0))
    reason += fmt::format("; {} for {:.1f} s", still_text, Seconds(partial.still).count());
  if (partial.in_gaps > Monotonic::duration(0))
    reason +=
        fmt::format("; {:.1f} s lie in gaps without readings", Seconds(partial.in_gaps).count());
  return reason;
}

std::string why_absent(const PartialFigure& partial, const EnergyChannel& channel, Stretch stretch,
                       const std::string& still_text) {
  const std::string lost = lost_to(partial, still_text);
  if (partial.still > Monotonic::duration(0)) return lost.substr(2);
  std::string reason =
      without_readings(readings_around(*channel.trace, stretch), stretch, channel.longest_gap);
  if (partial.resets > 0) reason += "; the counter was reset or jumped";
  return reason;
}

void add_uncertainty(const Variances& variances, EnergyFigure& figure) {
  double all = 0;
  for (const auto& [name, variance] :
       {std::pair{"edges", variances.edges}, std::pair{"gaps", variances.gaps},
        std::pair{"resolution", variances.resolution},
        std::pair{"sensor window", variances.sensor_window},
        std::pair{"timestamps", variances.timestamps}}) {
    if (variance <= 0) continue;
    all += variance;
    figure.uncertainty_parts.push_back({name, Joules{kCovering * std::sqrt(variance)}});
  }
  figure.uncertainty = Joules{kCovering * std::sqrt(all)};
}

}  // namespace

std::pair<size_t, size_t> range_around(const Trace& readings, Stretch stretch, size_t margin) {
  const auto points = readings_around(readings, stretch);
  const auto first = static_cast<size_t>(points.data() - readings.data());
  return {first - std::min(first, margin),
          std::min(readings.size(), first + points.size() + margin)};
}

EnergyChannel energy_channel(const Channel& channel, const Trace& trace) {
  return {.trace = &trace,
          .source = channel.source,
          .resolution = channel.resolution,
          .update_period = channel.update_period,
          .averaging = channel.averaging,
          .duty = channel.duty,
          .wraps_at = channel.wraps_at};
}

EnergyFigure finished(const PartialFigure& partial, const EnergyChannel& channel, Stretch stretch,
                      const std::string& method, const std::string& still_text) {
  EnergyFigure figure{.source = channel.source, .update_period = partial.update_period};
  if (partial.covered <= Monotonic::duration(0)) {
    figure.reason = why_absent(partial, channel, stretch, still_text);
    return figure;
  }
  figure.energy = Joules{partial.joules};
  figure.method = method;
  figure.coverage = Seconds(partial.covered) / length_of(stretch);
  if (partial.covered != stretch.end - stretch.start) {
    figure.reason = fmt::format("readings cover {:.1f} % of the stretch{}", 100 * figure.coverage,
                                lost_to(partial, still_text));
  }
  // What was left out, where it is so little that the figure may pass for the whole.
  Variances variances = partial.variances;
  const double covered = Seconds(partial.covered).count();
  const double left_out = length_of(stretch).count() - covered;
  variances.gaps += square(left_out * partial.joules / covered) / 3;
  add_uncertainty(variances, figure);
  return figure;
}

}  // namespace mutation
