// Walks the updates of a counter and adds up its steps. Must not extrapolate beyond the readings,
// and must not take a reset, a wrong reading or a frozen counter for energy.
#include <algorithm>
#include <cmath>
#include <span>

#include "energy/partial_figure.h"
#include "energy/updates.h"
#include "energy/variation.h"

namespace mutation {
namespace {

constexpr size_t kBlock = 120;
constexpr size_t kMargin = 20;
constexpr size_t kWidestMargin = 1280;
constexpr std::chrono::seconds kNearEdge{5};
// A counter that moves by less than this share of what must have flowed stood still.
constexpr double kMakesUp = 0.5;
// Steps to both sides of an edge that tell how much power varies there.
constexpr size_t kNearby = 4;
// So few of them do not tell the variance well: it is taken as this much larger.
constexpr double kFewSteps = 1.5;

bool is_gap(const Update& a, const Update& b) {
  return b.at - a.at > kLongestGap && b.read - b.after > kLongestGap;
}

// What the counter counted between two updates; none when it was reset there, or when it could have
// wrapped more than once.
std::optional<double> counted(const Update& a, const Update& b, double wraps_at) {
  const double apart = Seconds(b.at - a.at).count();
  // The longest that may lie between the two updates.
  const double most = kMostPower.value * Seconds(b.read - a.after).count();
  double difference = b.value - a.value;
  if (wraps_at > 0) {
    if (is_gap(a, b) && kMostPower.value * apart > wraps_at) return std::nullopt;
    if (difference < 0) difference += wraps_at;
  }
  if (difference < 0 || difference > most) return std::nullopt;
  return difference;
}

class CounterSum {
 public:
  CounterSum(const EnergyChannel& counter, const EnergyChannel* power, Stretch stretch)
      : counter_(counter), power_(power), stretch_(stretch) {}

  void take(const Updates& updates) {
    if (updates.period) partial_.update_period = updates.period;
    if (updates.change_spacing > Seconds(0))
      usual_ = std::max(updates.change_spacing, updates.reading_spacing);
    for (Update update : updates.all) {
      if (last_ && update.at < last_->at) update.at = last_->at;
      add(update);
    }
  }

  PartialFigure finish(MonotonicTime last_read) {
    hold_until(last_read);
    return partial_;
  }

 private:
  void add(const Update& update) {
    const bool first = !last_.has_value();
    const Update a = first ? update : *last_;
    last_ = update;
    if (first) return;
    const MonotonicTime from = std::max(a.at, stretch_.start);
    const MonotonicTime to = std::min(update.at, stretch_.end);
    const bool whole = from == a.at && to == update.at;
    const Seconds apart = update.at - a.at;
    const std::optional<double> joules = counted(a, update, counter_.wraps_at);
    const bool stood = stands_still(a, update, joules);
    if (a.at == update.at && joules && stretch_.start <= a.at && a.at <= stretch_.end) {
      partial_.joules += *joules;  // two that cannot be told apart in time
    } else if (from < to) {
      if (is_gap(a, update) && (!whole || !joules)) {
        partial_.in_gaps += to - from;
      } else if (!joules) {
        ++partial_.resets;
      } else if (stood || (!whole && is_still(a, update))) {
        partial_.still += to - from;
      } else {
        partial_.add(from, to, *joules * (Seconds(to - from) / apart));
        add_bend(a, update, *joules / apart.count());
      }
    }
    if (joules && !stood && apart > Seconds(0)) pace_ = *joules / apart.count();
  }

  Seconds longest_still() const { return std::max(kStillPeriods * usual_, kShortestStill); }

  bool is_still(const Update& a, const Update& b) const {
    return b.after - a.read > longest_still();
  }

  // Whether the counter did not move for long and its next step does not make up for that.
  bool stands_still(const Update& a, const Update& b, std::optional<double> joules) const {
    if (!joules || !is_still(a, b)) return false;
    const auto expected = expected_watts({a.at, b.at});
    return !expected || *joules < kMakesUp * *expected * Seconds(b.at - a.at).count();
  }

  std::optional<double> expected_watts(Stretch stretch) const {
    if (power_) {
      if (const auto summary = summarize(*power_->trace, stretch)) return summary->mean;
    }
    return pace_;
  }

  void add_bend(const Update& a, const Update& b, double watts) {
    const Step step{
        Seconds(a.at - stretch_.start).count() / 2 + Seconds(b.at - stretch_.start).count() / 2,
        watts};
    if (counter_.duty < 1 && steps_[1]) {
      const auto bend = bend_of(steps_[0]->at, steps_[0]->watts, steps_[1]->at, steps_[1]->watts,
                                step.at, step.watts);
      if (bend)
        partial_.variances.sensor_window +=
            bend->variance * square(bend->seconds) * (1 - counter_.duty);
    }
    steps_[0] = steps_[1] ? steps_[1] : std::optional(step);
    steps_[1] = step;
  }

  // The last pace goes on as long as the counter was read, for what an update may be late.
  void hold_until(MonotonicTime last_read) {
    if (!last_) return;
    const auto still = last_read - last_->read;
    if (still > longest_still() || !pace_) {
      const MonotonicTime from = std::max(last_->at, stretch_.start);
      const MonotonicTime to = std::min(last_read, stretch_.end);
      if (from < to) partial_.still += to - from;
      return;
    }
    if (last_->at >= stretch_.end || last_read <= last_->at) return;
    const MonotonicTime longest = last_->at + std::chrono::round<Monotonic::duration>(2 * usual_);
    const MonotonicTime from = std::max(last_->at, stretch_.start);
    const MonotonicTime to = std::min({last_read, stretch_.end, longest});
    if (from >= to) return;
    const double joules = *pace_ * Seconds(to - from).count();
    partial_.add(from, to, joules);
  }

  struct Step {
    double at = 0;
    double watts = 0;
  };
  const EnergyChannel& counter_;
  const EnergyChannel* power_;
  Stretch stretch_;
  Seconds usual_{0};
  PartialFigure partial_;
  std::optional<Update> last_;
  std::optional<double> pace_;  // W, before the last update
  std::optional<Step> steps_[2];
};

// What an edge between two updates leaves open.
struct EdgeOfCounter {
  double watts = 0;     // around it
  double variance = 0;  // J²
  double common = 0;    // half-width of a shared error of the updates' times, in s
  bool lost = false;    // updates are missing there
};

// Mean power from update to update, and when.
struct Pace {
  Update a;
  Update b;
  double watts = 0;
};

std::vector<Pace> paces(const EnergyChannel& counter, std::span<const Update> updates) {
  std::vector<Pace> all;
  for (size_t i = 1; i < updates.size(); ++i) {
    const auto joules = counted(updates[i - 1], updates[i], counter.wraps_at);
    const double apart = Seconds(updates[i].at - updates[i - 1].at).count();
    if (joules && apart > 0) all.push_back({updates[i - 1], updates[i], *joules / apart});
  }
  return all;
}

// Variance of power between updates, around number `i`.
double variance_around(std::span<const Pace> paces, size_t i) {
  const size_t first = i - std::min(i, kNearby);
  const size_t last = std::min(paces.size(), i + kNearby + 1);
  double sum = 0;
  for (size_t k = first + 1; k < last; ++k) sum += square(paces[k].watts - paces[k - 1].watts) / 2;
  const double mean = last > first + 1 ? sum / static_cast<double>(last - first - 1) : 0;
  // A step of power right there shows in the next ones only.
  const auto next = paces.subspan(i - std::min<size_t>(i, 1));
  const auto [low, high] =
      std::ranges::minmax(next.first(std::min<size_t>(next.size(), 3)), {}, &Pace::watts);
  return std::max(kFewSteps * mean, square(high.watts - low.watts) / 3);
}

std::optional<EdgeOfCounter> edge_of(const EnergyChannel& counter, const EnergyChannel* power,
                                     MonotonicTime edge) {
  // Wide enough for a slow counter, too.
  Updates updates;
  std::vector<Pace> all;
  auto around = all.end();
  for (size_t margin = kMargin; margin <= kWidestMargin && around == all.end(); margin *= 4) {
    const auto [first, last] = range_around(*counter.trace, {edge, edge}, margin);
    updates =
        updates_between(*counter.trace, first, last, SensorKind::counter, counter.update_period);
    all = paces(counter, updates.all);
    around = std::ranges::find_if(all, [&](const Pace& pace) { return pace.b.at > edge; });
  }
  if (around == all.end()) {
    if (all.empty()) return std::nullopt;
    around = std::prev(all.end());
  }
  const double apart = Seconds(around->b.at - around->a.at).count();
  const double into = Seconds(edge - around->a.at).count();
  const double share = std::clamp(into / apart, 0.0, 1.0);
  const double beyond = std::max({0.0, -into, into - apart});
  double variance = variance_around(all, static_cast<size_t>(around - all.begin()));
  if (power) variance = std::max(variance, power_variance_near(*power, edge) / 8);
  const double own = std::max(around->a.uncertainty, around->b.uncertainty).count();
  return EdgeOfCounter{
      .watts = around->watts,
      .variance = square(own * around->watts) / 3 +
                  variance * (square(apart) * share * (1 - share) + square(beyond)),
      .common = std::max(around->a.common, around->b.common).count(),
      .lost = around->b.read - around->b.after > 1.7 * updates.reading_spacing};
}

void add_edges(const EnergyChannel& counter, const EnergyChannel* power, Stretch stretch,
               Variances& variances) {
  const auto start = edge_of(counter, power, stretch.start);
  const auto end = edge_of(counter, power, stretch.end);
  for (const auto& edge : {start, end}) {
    if (edge) (edge->lost ? variances.gaps : variances.edges) += edge->variance;
  }
  if (start && end)
    variances.edges +=
        square((end->watts - start->watts) * std::max(start->common, end->common)) / 3;
  variances.resolution += 2 * square(counter.resolution) / 12;
}

}  // namespace

EnergyFigure energy_from_counter(const EnergyChannel& counter, const EnergyChannel* power,
                                 Stretch stretch) {
  const Trace& readings = *counter.trace;
  CounterSum sum(counter, power, stretch);
  PartialFigure partial;
  if (length_of(stretch) > Seconds(0)) {
    const auto [first, last] = range_around(readings, stretch, kMargin);
    for (size_t block = first; block < last; block += kBlock) {
      const size_t end = std::min(last, block + kBlock);
      // When the updates came matters next to the edges only.
      const bool within = readings[block].at > stretch.start + kNearEdge &&
                          readings[end - 1].at < stretch.end - kNearEdge;
      sum.take(within ? updates_as_read(readings, block, end, SensorKind::counter)
                      : updates_between(readings, block, end, SensorKind::counter,
                                        counter.update_period));
    }
    if (first < last) partial = sum.finish(readings[last - 1].at);
    if (partial.covered > Monotonic::duration(0))
      add_edges(counter, power, stretch, partial.variances);
  }
  return finished(partial, counter, stretch, "counter", "the counter stood still");
}

}  // namespace mutation
