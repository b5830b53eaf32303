#include "energy/even_updates.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace mutation {
namespace {

// A row of changes this long tells how the sensor updates itself.
constexpr size_t kFewestInRow = 20;
// The period that sensors of GPUs are known to have, in s; tried first, since a short row agrees
// with others near it as well.
constexpr double kUsualPeriod = 0.1;
constexpr double kUsualSpread = 0.0008;
// Else periods around the mean time from change to change are tried: which may be off by so many
// updates over the whole row.
constexpr double kMiscounted = 1.5;
// Without a reading that was seen to stay the rest must tell this well: half-width, of the period.
constexpr double kNarrow = 0.025;
// A sensor as fast as the readings could explain whatever they show.
constexpr double kClearlySlower = 1.008;

bool is_usual(const Context& context, size_t change) {
  const double apart = context.points[change].at - context.points[change - 1].at;
  return std::abs(apart - context.reading_spacing) < 0.1 * context.reading_spacing;
}

// Mean time from change to change where no reading was lost or late: there each is one update.
double mean_step(const Context& context, const std::vector<size_t>& row) {
  double sum = 0;
  int count = 0;
  for (size_t i = 1; i < row.size(); ++i) {
    if (!is_usual(context, row[i]) || !is_usual(context, row[i - 1])) continue;
    sum += context.points[row[i]].at - context.points[row[i - 1]].at;
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

bool any_lost(const Context& context, const std::vector<size_t>& row) {
  return std::ranges::any_of(
      row, [&](size_t change) { return change > row.front() && !is_usual(context, change); });
}

enum class Unchanged { tells, may_be_updated };

std::vector<Look> looks_of(const Context& context, const std::vector<size_t>& row,
                           Unchanged unchanged) {
  std::vector<Look> looks;
  for (size_t i = row.front(); i <= row.back(); ++i) {
    const Point& before = context.points[i - 1];
    const Point& point = context.points[i];
    const bool changed = point.value != before.value;
    if (changed || unchanged == Unchanged::tells) looks.push_back({before.at, point.at, changed});
  }
  return looks;
}

PeriodRange around(double period, double spread, double shortest) {
  return {std::max(period * (1 - spread), shortest), period * (1 + spread)};
}

// In the order in which they are tried.
std::vector<PeriodRange> likely_periods(const Context& context, const std::vector<size_t>& row) {
  const double shortest = kClearlySlower * context.reading_spacing;
  std::vector<PeriodRange> periods = {
      around(kUsualPeriod, kUsualSpread, shortest),
      around(mean_step(context, row), kMiscounted / static_cast<double>(row.size()), shortest)};
  std::erase_if(periods, [](const PeriodRange& range) { return range.shortest > range.longest; });
  return periods;
}

}  // namespace

std::optional<UpdateGrid> grid_of(const Context& context, SensorKind kind) {
  const std::vector<size_t> row = longest_row(context);
  if (row.size() < kFewestInRow) return std::nullopt;
  const bool stays = context.change_spacing > 1.5 * context.reading_spacing;
  if (kind == SensorKind::power && (goes_back(context) || (stays && !is_slow(context))))
    return std::nullopt;
  const double from = context.first < context.points.size() ? context.points[context.first].at : 0;
  const double to = context.last > 0 ? context.points[context.last - 1].at : from;
  // Without a reading that did not change the sensor may be the faster one, unless all others
  // leave one time only at which such a reading would have been, had it not been lost.
  const bool held = held_in(row) >= (kind == SensorKind::counter ? 1u : 2u);
  if (!held && !any_lost(context, row)) return std::nullopt;
  // A counter that did not change was not updated. A power may have been, to the same value; that
  // is thought of only where it must be.
  for (const Unchanged unchanged : {Unchanged::tells, Unchanged::may_be_updated}) {
    if (unchanged == Unchanged::may_be_updated && kind == SensorKind::counter) break;
    const std::vector<Look> looks = looks_of(context, row, unchanged);
    std::optional<UpdateGrid> best;
    for (const PeriodRange& periods : likely_periods(context, row)) {
      const auto grid = find_grid(looks, periods, from, to);
      const bool sure =
          grid && grid->contradictions == 0 && grid->half_width <= kNarrow * grid->period;
      if (sure || (grid && held && (!best || grid->contradictions < best->contradictions)))
        best = grid;
      if (best && best->contradictions == 0) break;
    }
    if (best) return best;
  }
  return std::nullopt;
}

}  // namespace mutation
