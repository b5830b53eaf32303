#include "energy/even_updates.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace mutation {
namespace {

// A fit needs this many changes in a row.
constexpr size_t kFewestInRow = 20;
// And this share of the row must lie on the grid.
constexpr double kMostOfRow = 0.9;
// The period that sensors of GPUs are known to have, in s: tried first, for where readings were
// lost others near it may explain what is left as well.
constexpr double kUsualPeriod = 0.1;
// Else periods around the mean one are tried, so many up and down, in steps of this share.
constexpr int kPeriodSteps = 6;
constexpr double kPeriodStep = 0.008;
// A sensor as fast as the readings could explain whatever they show.
constexpr double kClearlySlower = 1.008;
// By what share a period may be off that is known otherwise.
constexpr double kUnsure = 0.0008;

bool is_usual(const Context& context, const Bracket& bracket) {
  return std::abs(bracket.by - bracket.after - context.reading_spacing) <
         0.1 * context.reading_spacing;
}

// Mean time from change to change where no reading was lost or late: there each is one update.
double mean_step(const Context& context, const std::vector<size_t>& row) {
  double sum = 0;
  int count = 0;
  for (size_t i = 1; i < row.size(); ++i) {
    const Bracket bracket = bracket_of(context, row[i]);
    const Bracket before = bracket_of(context, row[i - 1]);
    if (!is_usual(context, bracket) || !is_usual(context, before)) continue;
    sum += bracket.by - before.by;
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

// In the order in which they are tried.
std::vector<AssumedPeriod> likely_periods(const Context& context, const std::vector<size_t>& row) {
  const double mean = mean_step(context, row);
  std::vector<AssumedPeriod> periods = {{kUsualPeriod, kUnsure * kUsualPeriod},
                                        {mean, kUnsure * mean}};
  for (int step = 0; step <= kPeriodSteps; ++step) {
    for (const double period : {mean * (1 + step * kPeriodStep), mean * (1 - step * kPeriodStep)})
      periods.push_back({period, kPeriodStep * period / 2});
  }
  std::erase_if(periods, [&](const AssumedPeriod& period) {
    return period.seconds < kClearlySlower * context.reading_spacing;
  });
  return periods;
}

// The grid of most of the row, with about this period.
std::optional<UpdateGrid> grid_with(AssumedPeriod period, std::span<Bracket> row, Unseen unseen,
                                    double from, double to) {
  size_t numbered = 0;
  for (;;) {
    const size_t more = number_updates(row, period, unseen);
    if (more <= numbered || more < kFewestInRow) return std::nullopt;
    numbered = more;
    const auto grid = fit_grid(row.first(numbered), from, to);
    if (!grid) return std::nullopt;
    if (static_cast<double>(numbered) >= kMostOfRow * static_cast<double>(row.size())) return grid;
    // What is numbered tells the period better, and that may number the rest.
    period = {grid->period, kUnsure * grid->period};
  }
}

}  // namespace

std::optional<UpdateGrid> grid_of(const Context& context, SensorKind kind) {
  const std::vector<size_t> row = longest_row(context);
  if (row.size() < kFewestInRow) return std::nullopt;
  // Without a reading that did not change the sensor may be the faster one.
  if (held_in(row) < (kind == SensorKind::counter ? 1u : 2u)) return std::nullopt;
  const bool stays = context.change_spacing > 1.5 * context.reading_spacing;
  if (kind == SensorKind::power && (goes_back(context) || (stays && !is_slow(context))))
    return std::nullopt;
  std::vector<Bracket> brackets;
  brackets.reserve(row.size());
  for (const size_t change : row) brackets.push_back(bracket_of(context, change));
  const double from = context.first < context.points.size() ? context.points[context.first].at : 0;
  const double to = context.last > 0 ? context.points[context.last - 1].at : from;
  // A power may have updated itself to the same value; that is thought of only where it must be.
  for (const Unseen unseen : {Unseen::none, Unseen::some}) {
    if (unseen == Unseen::some && kind == SensorKind::counter) break;
    std::optional<UpdateGrid> best;
    for (const AssumedPeriod period : likely_periods(context, row)) {
      const auto grid = grid_with(period, brackets, unseen, from, to);
      if (!grid || grid->period < kClearlySlower * context.reading_spacing) continue;
      if (!best || grid->stray < best->stray) best = grid;
      if (best->stray == 0) break;
    }
    if (best) return best;
  }
  return std::nullopt;
}

}  // namespace mutation
