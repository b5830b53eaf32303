// Walks the updates of a power and adds up the trapezoids between them, with what each may hide.
// Must not extrapolate beyond the readings.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "energy/aliasing.h"
#include "energy/partial_figure.h"
#include "energy/updates.h"
#include "energy/variation.h"

namespace mutation {
namespace {

// Updates are found for this many readings at a time.
constexpr size_t kBlock = 240;
// Readings taken in before and after the stretch, for its edges.
constexpr size_t kMargin = 20;
// A step longer than this many usual ones lost something in between.
constexpr double kLostStep = 1.7;

// The smallest step between two readings: the resolution of a sensor that does not say it.
double smallest_step(const Trace& readings, size_t first, size_t last) {
  double smallest = std::numeric_limits<double>::max();
  for (size_t i = first + 1; i < last; ++i) {
    const double step = std::abs(readings[i].value - readings[i - 1].value);
    if (step > 0 && std::isfinite(step)) smallest = std::min(smallest, step);
  }
  return smallest < std::numeric_limits<double>::max() ? smallest : 0;
}

class PowerIntegral {
 public:
  PowerIntegral(const EnergyChannel& power, Stretch stretch, const std::vector<Stretch>& frozen,
                double resolution)
      : power_(power), stretch_(stretch), frozen_(frozen), resolution_(resolution) {
    half_window_ = std::chrono::round<Monotonic::duration>(power.averaging / 2);
  }

  void take(const Updates& updates) {
    if (updates.period) partial_.update_period = updates.period;
    usual_step_ = updates.period.value_or(
        std::max(updates.reading_spacing, slow(updates) ? updates.change_spacing : Seconds(0)));
    for (Update update : updates.all) {
      update.at -= half_window_;
      if (last_ && update.at < last_->at) update.at = last_->at;
      add(update);
    }
  }

  // `last_read`: when the last reading was taken that may count.
  EnergyFigure finish(MonotonicTime last_read) {
    hold_until(last_read);
    close_run();
    add_edges();
    Variances& variances = partial_.variances;
    if (power_.averaging < usual_step_)
      variances.sensor_window +=
          square(aliasing_.half_width() * Seconds(partial_.covered).count() / 1.96);
    const double most = resolution_ / 2 * Seconds(partial_.covered).count() / 1.96;
    variances.resolution = std::min(variances.resolution, square(most));
    return finished(partial_, power_, stretch_, "integral",
                    "power stood still while temperature or utilisation moved");
  }

 private:
  struct Edge {
    double power = 0;
    double jump = 0;  // between the updates around it
    double own = 0;   // half-widths of their times
    double common = 0;
  };

  static bool slow(const Updates& updates) {
    return updates.all.size() > 1 &&
           updates.all.back().at - updates.all.front().at >
               1.5 * static_cast<double>(updates.all.size()) * updates.reading_spacing;
  }

  double seconds(MonotonicTime at) const { return Seconds(at - stretch_.start).count(); }

  bool is_frozen(const Update& a, const Update& b) const {
    const MonotonicTime middle = a.read + (b.read - a.read) / 2;
    return std::ranges::any_of(frozen_, [&](const Stretch& frozen) {
      return frozen.start <= middle && middle < frozen.end;
    });
  }

  void add(const Update& update) {
    if (last_) add_pair(*last_, update);
    const bool follows = last_ && Seconds(update.at - last_->at) < kLostStep * usual_step_;
    if (touches_) variation_.add(update.value, follows);
    if (touches_) aliasing_.add(update.value);
    add_bend(update);
    before_ = last_;
    last_ = update;
  }

  void add_pair(const Update& a, const Update& b) {
    const MonotonicTime from = std::max(a.at, stretch_.start);
    const MonotonicTime to = std::min(b.at, stretch_.end);
    touches_ = from < to;
    if (!touches_) return;
    if (b.read - b.after > power_.longest_gap) {
      partial_.in_gaps += to - from;
    } else if (is_frozen(a, b)) {
      partial_.still += to - from;
    } else {
      add_covered(a, b, from, to);
    }
  }

  void add_covered(const Update& a, const Update& b, MonotonicTime from, MonotonicTime to) {
    const Seconds apart = b.at - a.at;
    const auto value = [&](MonotonicTime at) {
      return a.value + (b.value - a.value) * (Seconds(at - a.at) / apart);
    };
    const double length = Seconds(to - from).count();
    partial_.add(from, to, (value(from) + value(to)) / 2 * length);
    const Edge edge{0, b.value - a.value, std::max(a.uncertainty, b.uncertainty).count(),
                    std::max(a.common, b.common).count()};
    if (!start_) {
      start_ = edge;
      start_->power = value(from);
    }
    end_ = edge;
    end_->power = value(to);
    if (apart > kLostStep * usual_step_) add_lost(apart.count(), length, b.value - a.value);
    add_to_run(b.value, length);
  }

  void add_lost(double apart, double length, double jump) {
    const double share = length / apart;
    partial_.variances.gaps += square(jump * length) / 12 * share;
    lost_[std::min<size_t>(kMostLost - 1, static_cast<size_t>(apart / usual_step_.count()))] +=
        square(length) / 2;
  }

  // Values within two steps of the resolution are rounded alike: their error adds up over the run.
  void add_to_run(double value, double length) {
    if (resolution_ <= 0) return;
    const double low = std::min(run_low_, value);
    const double high = std::max(run_high_, value);
    if (high - low > 2.5 * resolution_) {
      close_run();
      run_low_ = run_high_ = value;
    } else {
      run_low_ = low;
      run_high_ = high;
    }
    run_seconds_ += length;
  }

  void close_run() {
    partial_.variances.resolution += square(run_seconds_ * resolution_) / 12;
    run_seconds_ = 0;
  }

  void add_bend(const Update& update) {
    if (!before_ || last_->at < stretch_.start || last_->at > stretch_.end) return;
    const auto bend = bend_of(seconds(before_->at), before_->value, seconds(last_->at),
                              last_->value, seconds(update.at), update.value);
    if (!bend || !touches_) return;
    partial_.variances.sensor_window += hidden_by(*bend);
    const double slope = (before_->value - update.value) / 2;
    partial_.variances.edges += square(slope * last_->uncertainty.count()) / 3;
    if (power_.time_step > Seconds(0))
      partial_.variances.timestamps += square(slope * power_.time_step.count()) / 12;
  }

  // What the power may have done while the sensor did not look, for the time of one update.
  double hidden_by(const Bend& bend) const {
    const double window = power_.averaging.count();
    if (window < bend.seconds) {
      const double looks = power_.duty < 1 ? power_.duty : window / bend.seconds;
      return bend.variance * square(bend.seconds) * (1 - looks);
    }
    // Means over many updates: their steps tell of single ones.
    const double between = square(bend.off_line * bend.seconds) / 6;
    return between + square(bend.off_line * window) * (1 - power_.duty);
  }

  // The last value holds as long as it was read, for what a sensor may be late.
  void hold_until(MonotonicTime last_read) {
    if (!last_ || last_->at >= stretch_.end || last_read <= last_->at) return;
    const MonotonicTime longest =
        last_->at + half_window_ + std::chrono::round<Monotonic::duration>(2 * usual_step_);
    Update held = *last_;
    held.at = std::min(last_read, longest);
    held.after = held.read = last_->read;
    const Monotonic::duration before = partial_.covered;
    add_pair(*last_, held);
    const double length = Seconds(partial_.covered - before).count();
    partial_.variances.edges += variation_.over(length / usual_step_.count()) * square(length);
  }

  void add_edges() {
    if (!start_) return;
    Variances& variances = partial_.variances;
    variances.edges += square((end_->power - start_->power) * end_->common) / 3 +
                       square((end_->power - start_->power) * end_->own) / 3;
    for (const Edge& edge : {*start_, *end_}) {
      variances.edges += square(edge.jump * edge.own) / 3;
      variances.timestamps += square(edge.power * power_.time_step.count()) / 12;
    }
    for (size_t steps = 0; steps < kMostLost; ++steps) {
      if (lost_[steps] > 0)
        variances.gaps += lost_[steps] * variation_.over(static_cast<double>(steps));
    }
    if (power_.averaging > usual_step_) {
      variances.edges += of_averaged_edge(stretch_.start) + of_averaged_edge(stretch_.end);
    }
  }

  // A mean over a window that lies across the edge: part of it is of the other side.
  double of_averaged_edge(MonotonicTime edge) const {
    const auto window = 2 * half_window_;
    double squares = 0;
    int count = 0;
    for (const int side : {-1, 0, 1}) {
      const MonotonicTime at = edge + half_window_ + side * window;
      const auto after = reading_at(at + half_window_);
      const auto before = reading_at(at - half_window_);
      if (!after || !before) continue;
      squares += square(*after - *before);
      ++count;
    }
    return count > 0 ? square(power_.averaging.count()) * squares / count / 24 : 0;
  }

  std::optional<double> reading_at(MonotonicTime time) const {
    const Trace& readings = *power_.trace;
    const auto found = std::ranges::lower_bound(readings, time, {}, &TracePoint::at);
    if (found == readings.end()) return std::nullopt;
    return std::isfinite(found->value) ? std::optional(found->value) : std::nullopt;
  }

  static constexpr size_t kMostLost = 64;
  const EnergyChannel& power_;
  Stretch stretch_;
  const std::vector<Stretch>& frozen_;
  double resolution_;
  Monotonic::duration half_window_{0};
  Seconds usual_step_{0};
  PartialFigure partial_;
  Variation variation_;
  Aliasing aliasing_;
  std::optional<Update> before_;
  std::optional<Update> last_;
  bool touches_ = false;  // the last pair did
  std::optional<Edge> start_;
  std::optional<Edge> end_;
  std::array<double, kMostLost> lost_{};  // squared seconds, by length in usual steps
  double run_low_ = 0;
  double run_high_ = 0;
  double run_seconds_ = 0;
};

}  // namespace

EnergyFigure energy_from_power(const EnergyChannel& power, Stretch stretch,
                               const std::vector<Stretch>& frozen) {
  const Trace& readings = *power.trace;
  const auto window = std::chrono::round<Monotonic::duration>(power.averaging);
  const auto [first, last] = range_around(readings, {stretch.start, stretch.end + window}, kMargin);
  const double resolution =
      power.resolution > 0 ? power.resolution : smallest_step(readings, first, last);
  PowerIntegral integral(power, stretch, frozen, resolution);
  // Times that are cut tell nothing of updates.
  if (power.time_step > Seconds(0))
    integral.take(updates_as_read(readings, first, last, SensorKind::power));
  for (size_t block = power.time_step > Seconds(0) ? last : first; block < last; block += kBlock) {
    integral.take(
        updates_between(readings, block, std::min(last, block + kBlock), SensorKind::power));
  }
  return integral.finish(first < last ? readings[last - 1].at : stretch.start);
}

}  // namespace mutation
