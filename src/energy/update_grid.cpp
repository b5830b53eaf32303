// For a given period the phases that all brackets allow are an interval; its width is a concave
// function of the period. The grid in the middle of all that are allowed is taken.
#include "energy/update_grid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace mutation {
namespace {

constexpr size_t kFewestBrackets = 10;
constexpr int kHalvings = 20;
constexpr double kMostStray = 0.05;

// Allowed phases for one period, and which brackets bound them.
struct Phases {
  double low = std::numeric_limits<double>::lowest();
  double high = std::numeric_limits<double>::max();
  size_t low_by = 0;
  size_t high_by = 0;

  double width() const { return high - low; }
  // Whether a longer period would allow more.
  bool grows_with_period() const { return low_by > high_by; }
};

Phases phases_for(std::span<const Bracket> brackets, double period) {
  Phases phases;
  for (size_t m = 0; m < brackets.size(); ++m) {
    const double steps = brackets[m].number * period;
    if (brackets[m].after - steps > phases.low) {
      phases.low = brackets[m].after - steps;
      phases.low_by = m;
    }
    if (brackets[m].by - steps < phases.high) {
      phases.high = brackets[m].by - steps;
      phases.high_by = m;
    }
  }
  return phases;
}

// The period that allows most.
double best_period(std::span<const Bracket> brackets, double low, double high) {
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (phases_for(brackets, middle).grows_with_period() ? low : high) = middle;
  }
  return (low + high) / 2;
}

// The outermost period that is still allowed between one that is and one that is not.
double last_allowed(std::span<const Bracket> brackets, double allowed, double forbidden) {
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (allowed + forbidden) / 2;
    (phases_for(brackets, middle).width() >= 0 ? allowed : forbidden) = middle;
  }
  return allowed;
}

// When the update next to `time` may have come, by all grids that are allowed.
struct Span {
  double low = std::numeric_limits<double>::max();
  double high = std::numeric_limits<double>::lowest();
};

Span allowed_at(std::span<const Bracket> brackets, std::span<const double> periods, double steps) {
  Span span;
  for (const double period : periods) {
    const Phases phases = phases_for(brackets, period);
    span.low = std::min(span.low, std::min(phases.low, phases.high) + steps * period);
    span.high = std::max(span.high, std::max(phases.low, phases.high) + steps * period);
  }
  return span;
}

// One way of numbering the brackets up to one of them.
struct Way {
  Span span;       // of the last update
  int number = 0;  // of it
  size_t before = 0;
};

// All ways that are still possible, bracket by bracket. A long bracket may hold one update or more,
// and only later ones show how many.
class Ways {
 public:
  explicit Ways(AssumedPeriod period) : period_(period) {}

  void begin(const Bracket& bracket) {
    all_ = {{{bracket.after, bracket.by}, 0, 0}};
    layer_ = 0;
  }

  // Whether any way leads on.
  bool go_on(const Bracket& bracket, Unseen unseen) {
    const size_t end = all_.size();
    for (size_t i = layer_; i < end; ++i) add_steps(i, bracket, Unseen::none, end);
    if (all_.size() == end && unseen == Unseen::some) {
      for (size_t i = layer_; i < end; ++i) add_steps(i, bracket, Unseen::some, end);
    }
    if (all_.size() == end) return false;
    layer_ = end;
    keep_widest();
    return true;
  }

  // Into the brackets whose last one is in the present layer.
  void number(std::span<Bracket> brackets) const {
    const auto widest =
        std::max_element(all_.begin() + static_cast<std::ptrdiff_t>(layer_), all_.end(), narrower);
    size_t way = static_cast<size_t>(widest - all_.begin());
    for (size_t i = brackets.size(); i-- > 0; way = all_[way].before)
      brackets[i].number = all_[way].number;
  }

 private:
  static bool narrower(const Way& a, const Way& b) {
    return a.span.high - a.span.low < b.span.high - b.span.low;
  }

  void add_steps(size_t from, const Bracket& bracket, Unseen unseen, size_t layer) {
    const Way last = all_[from];
    const int most = static_cast<int>((bracket.by - last.span.low) / period_.seconds) + 1;
    const int fewest =
        std::max(1, static_cast<int>((bracket.by - last.span.high) / period_.seconds) - 1);
    for (int count = fewest; count <= most; ++count) {
      const double unsure = period_.unsure * count;
      const double steps = period_.seconds * count;
      Span span{std::max({last.span.low + steps - unsure, bracket.after,
                          bracket.by - period_.seconds - unsure}),
                std::min(last.span.high + steps + unsure, bracket.by)};
      // The first of them came after the last reading that was still the same.
      if (unseen == Unseen::none)
        span.low = std::max(span.low, bracket.after + steps - period_.seconds - unsure);
      if (span.low < span.high) add({span, last.number + count, from}, layer);
    }
  }

  // Ways to the same number at the same time are one.
  void add(const Way& way, size_t layer) {
    for (size_t i = layer; i < all_.size(); ++i) {
      if (all_[i].number != way.number || all_[i].span.high < way.span.low ||
          way.span.high < all_[i].span.low)
        continue;
      const Span both{std::min(all_[i].span.low, way.span.low),
                      std::max(all_[i].span.high, way.span.high)};
      if (narrower(all_[i], way)) all_[i].before = way.before;
      all_[i].span = both;
      return;
    }
    all_.push_back(way);
  }

  void keep_widest() {
    const auto layer = all_.begin() + static_cast<std::ptrdiff_t>(layer_);
    std::sort(layer, all_.end(), [](const Way& a, const Way& b) { return narrower(b, a); });
    if (all_.size() - layer_ > kMostWays) all_.resize(layer_ + kMostWays);
  }

  static constexpr size_t kMostWays = 12;
  AssumedPeriod period_;
  std::vector<Way> all_;
  size_t layer_ = 0;  // where the ways to the last bracket begin
};

}  // namespace

size_t number_updates(std::span<Bracket> brackets, AssumedPeriod period, Unseen unseen) {
  if (brackets.empty()) return 0;
  Ways ways(period);
  ways.begin(brackets[0]);
  size_t numbered = 1;
  while (numbered < brackets.size() && ways.go_on(brackets[numbered], unseen)) ++numbered;
  ways.number(brackets.first(numbered));
  return numbered;
}

double UpdateGrid::last_before(double time) const {
  return phase + std::floor((time - phase) / period) * period;
}

std::optional<UpdateGrid> fit_grid(std::span<const Bracket> brackets, double from, double to) {
  if (brackets.size() < kFewestBrackets) return std::nullopt;
  const double steps = brackets.back().number - brackets.front().number;
  if (steps <= 0) return std::nullopt;
  double longest = 0;
  for (const Bracket& bracket : brackets) longest = std::max(longest, bracket.by - bracket.after);
  const double mean = (brackets.back().by - brackets.front().by) / steps;
  const double slack = 2 * longest / steps;
  const double period = best_period(brackets, mean - slack, mean + slack);
  const Phases best = phases_for(brackets, period);
  if (period <= 0 || best.width() < -2 * kMostStray * period) return std::nullopt;
  double periods[] = {period, period, period};
  if (best.width() > 0) {
    periods[0] = last_allowed(brackets, period, period - slack);
    periods[2] = last_allowed(brackets, period, period + slack);
  }
  const double start = (best.low + best.high) / 2;
  const double first = std::round((from - start) / period);
  const double last = std::max(first + 1, std::round((to - start) / period));
  const Span early = allowed_at(brackets, periods, first);
  const Span late = allowed_at(brackets, periods, last);
  const double early_at = (early.low + early.high) / 2;
  const double slope = ((late.low + late.high) / 2 - early_at) / (last - first);
  return UpdateGrid{.phase = early_at,
                    .period = slope,
                    .half_width = std::max(early.high - early.low, late.high - late.low) / 2,
                    .stray = std::max(0.0, -best.width() / 2)};
}

}  // namespace mutation
