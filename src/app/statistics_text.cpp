#include "app/statistics_text.h"

#include <fmt/format.h>

#include <cmath>

namespace mutation {
namespace {

std::string signed_text(double value) {
  return std::abs(value) >= 1000 ? fmt::format("{:+.0f}", value) : fmt::format("{:+.3g}", value);
}

}  // namespace

std::string statistic_text(double value) {
  return std::abs(value) >= 1e5 ? fmt::format("{:.0f}", value) : fmt::format("{:.5g}", value);
}

std::string mean_text(const Interval& interval) {
  const double half = (interval.high - interval.low) / 2;
  if (!std::isfinite(half)) return statistic_text(interval.value);
  return fmt::format("{} ± {:.2g}", statistic_text(interval.value), half);
}

std::string change_text(const Interval& interval) {
  if (!std::isfinite(interval.low) || !std::isfinite(interval.high))
    return signed_text(interval.value) + " [not bounded]";
  return fmt::format("{} [{}, {}]", signed_text(interval.value), signed_text(interval.low),
                     signed_text(interval.high));
}

std::string ratio_text(const std::optional<Interval>& ratio) {
  if (!ratio) return "-";
  // A half-bounded logarithm turned back is from 0 to infinity.
  const bool bounded = std::isfinite(ratio->high);
  return change_text({100 * (ratio->value - 1), bounded ? 100 * (ratio->low - 1) : -INFINITY,
                      bounded ? 100 * (ratio->high - 1) : INFINITY});
}

std::string p_text(const std::optional<double>& p) {
  if (!p) return "-";
  return *p < 0.0001 ? "< 0.0001" : fmt::format("{:.2g}", *p);
}

}  // namespace mutation
