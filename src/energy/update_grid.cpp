// Phases are counted in cells of the circle of one period, counted from `from`. Each look adds one
// to the cells that it speaks against: two ends of a row of cells, summed up once for a period.
#include "energy/update_grid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace mutation {
namespace {

constexpr int kCells = 200;
constexpr double kMostAgainst = 0.05;
// Phases may be spread over this share of the period at most.
constexpr double kWidest = 0.5;
// Looks over a longer time would need more periods than it is worth to try.
constexpr double kMostTurns = 1000;

using Counts = std::vector<int>;  // one for each cell, and one more

// Adds one to the cells whose middle lies in [begin, end), both in cells and up to a circle apart.
void add_arc(double begin, double end, Counts& counts) {
  const double turns = std::floor(begin / kCells) * kCells;
  const int first = static_cast<int>(std::ceil(begin - turns - 0.5));
  const int last = static_cast<int>(std::ceil(end - turns - 0.5));
  if (first >= last) return;
  ++counts[static_cast<size_t>(std::min(first, kCells))];
  --counts[static_cast<size_t>(std::min(last, kCells))];
  if (last <= kCells) return;
  ++counts[static_cast<size_t>(std::max(0, first - kCells))];
  --counts[static_cast<size_t>(std::min(last - kCells, kCells))];
}

// How many looks speak against each phase; `everywhere` counts those that no phase agrees with.
Counts against(std::span<const Look> looks, double period, double from, int& everywhere) {
  Counts counts(kCells + 1, 0);
  everywhere = 0;
  const double cells_a_second = kCells / period;
  for (const Look& look : looks) {
    const double length = look.by - look.after;
    if (length >= period) {
      if (!look.changed) ++everywhere;
    } else if (look.changed) {
      add_arc((look.by - from) * cells_a_second, (look.after + period - from) * cells_a_second,
              counts);
    } else {
      add_arc((look.after - from) * cells_a_second, (look.by - from) * cells_a_second, counts);
    }
  }
  for (size_t i = 1; i < counts.size(); ++i) counts[i] += counts[i - 1];
  counts.pop_back();
  return counts;
}

// The cells of a circle that are possible, as one arc: all but the widest part that is not.
struct Arc {
  double middle = 0;  // in cells
  double width = kCells;
};

Arc arc_of(const std::vector<bool>& possible) {
  int widest = 0;
  int ends = 0;
  int run = 0;
  for (int i = 0; i < 2 * kCells; ++i) {
    run = possible[static_cast<size_t>(i % kCells)] ? 0 : run + 1;
    if (run > widest) {
      widest = run;
      ends = i;
    }
  }
  if (widest >= kCells) return {};
  const double width = kCells - widest;
  return {std::fmod(ends + 1 + width / 2, kCells), width};
}

// Phases at `from` and at `to` that the fewest looks speak against.
class Possible {
 public:
  Possible(double nominal, double from, double to)
      : nominal_(nominal), steps_(std::max(1.0, std::round((to - from) / nominal))) {
    clear();
  }

  double steps() const { return steps_; }
  Arc early() const { return arc_of(early_); }
  Arc late() const { return arc_of(late_); }
  int fewest() const { return fewest_; }

  void take(const Counts& counts, int everywhere, double period) {
    const int fewest = *std::ranges::min_element(counts) + everywhere;
    if (fewest > fewest_) return;
    if (fewest < fewest_) clear();
    fewest_ = fewest;
    const double cells_later = steps_ * (period - nominal_) / nominal_ * kCells;
    for (int i = 0; i < kCells; ++i) {
      if (counts[static_cast<size_t>(i)] + everywhere > fewest) continue;
      early_[static_cast<size_t>(i)] = true;
      mark(i + cells_later, late_);
      mark(i + 1 + cells_later, late_);
    }
  }

 private:
  static void mark(double cell, std::vector<bool>& cells) {
    const double turn = cell - std::floor(cell / kCells) * kCells;
    cells[static_cast<size_t>(std::min(turn, kCells - 1.0))] = true;
  }

  void clear() {
    early_.assign(kCells, false);
    late_.assign(kCells, false);
  }

  double nominal_;
  double steps_;  // periods from `from` to `to`
  int fewest_ = std::numeric_limits<int>::max();
  std::vector<bool> early_;
  std::vector<bool> late_;
};

}  // namespace

double UpdateGrid::last_before(double time) const {
  return phase + std::floor((time - phase) / period) * period;
}

std::optional<UpdateGrid> find_grid(std::span<const Look> looks, const PeriodRange& periods,
                                    double from, double to) {
  if (looks.empty() || periods.shortest <= 0) return std::nullopt;
  const double nominal = (periods.shortest + periods.longest) / 2;
  const double turns = (looks.back().by - looks.front().after) / nominal;
  if (!(turns >= 1 && turns <= kMostTurns)) return std::nullopt;
  // From one period to the next the phases at the far end of the looks move by one cell.
  const double step = nominal / kCells / turns;
  Possible possible(nominal, from, to);
  for (double period = periods.shortest; period <= periods.longest; period += step) {
    int everywhere = 0;
    const Counts counts = against(looks, period, from, everywhere);
    possible.take(counts, everywhere, period);
  }
  if (possible.fewest() > kMostAgainst * static_cast<double>(looks.size())) return std::nullopt;
  const Arc early = possible.early();
  const Arc late = possible.late();
  if (std::max(early.width, late.width) > kWidest * kCells) return std::nullopt;
  double apart = late.middle - early.middle;
  apart -= std::round(apart / kCells) * kCells;
  const double cell = nominal / kCells;
  // Cells are told by their middles; looks that are wrong may have shut out some that are right.
  const double half_width = std::max(early.width, late.width) / 2 + 1 + possible.fewest();
  return UpdateGrid{.phase = from + early.middle * cell,
                    .period = nominal + apart * cell / possible.steps(),
                    .half_width = half_width * cell,
                    .contradictions = possible.fewest()};
}

}  // namespace mutation
