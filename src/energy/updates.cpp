#include "energy/updates.h"

#include <algorithm>
#include <cmath>

#include "energy/even_updates.h"

namespace mutation {
namespace {

constexpr size_t kFewestChanges = 10;
// A row of changes of this length tells how the sensor updates itself.
constexpr size_t kFewestInRow = 20;
// Sensors update themselves at least about this often, so that a reading is no older.
constexpr double kSlowestUpdate = 0.1;
// Counters that are faster than the readings update themselves at least this often.
constexpr double kSlowestOfFast = 0.04;
constexpr size_t kTenMinutes = 6200;
// Readings less than this share of the usual time apart are not usual.
constexpr double kUsual = 0.7;

// Mean time between updates that come unevenly and can be told one by one.
std::optional<double> uneven_period(const Context& context, SensorKind kind) {
  const auto& changes = context.changes;
  if (changes.size() < kFewestInRow || changes.size() + 1 >= context.points.size())
    return std::nullopt;
  if (kind == SensorKind::power && !is_slow(context)) return std::nullopt;
  return (context.points[changes.back()].at - context.points[changes.front()].at) /
         static_cast<double>(changes.size() - 1);
}

class Block {
 public:
  Block(const Context& context, SensorKind kind, Seconds documented)
      : context_(context), kind_(kind) {
    if (documented > Seconds(0) && kind == SensorKind::counter) {
      slowest_ = documented.count();
      known_fast_ = slowest_ < context.reading_spacing / 2 && !held_longer_than(3 * slowest_);
    }
    if (known_fast_) return;
    grid_ = grid_of(context, kind);
    const size_t points = context.points.size();
    const size_t changes = context.changes.size();
    always_changes_ = changes + 1 >= points;
    slow_ = changes >= kFewestChanges && kind == SensorKind::power && is_slow(context);
    const std::vector<size_t> row = longest_row(context);
    if (row.size() >= kFewestInRow && held_in(row) == 0) always_changes_ = true;
    // Of two readings right after one another the second shows nothing new of any sensor.
    held_ = changes >= kFewestChanges && !always_changes_ &&
            held_longer_than(kUsual * context.reading_spacing);
    // Read just as often as the sensor updates itself, every reading is equally old.
    in_step_ = std::abs(context.reading_spacing - slowest_) < 0.001;
    if (!grid_ && !held_ && kind == SensorKind::counter && !in_step_)
      oldest_ = oldest_reading(context);
  }

  std::optional<Seconds> period() const {
    return grid_ ? std::optional(Seconds(grid_->period)) : std::nullopt;
  }

  std::vector<Update> updates() {
    std::vector<Update> all;
    for (size_t i = context_.first; i < context_.last; ++i) add(i, all);
    return all;
  }

 private:
  // Whether some value stayed for longer: then the sensor is not what it is said to be.
  bool held_longer_than(double seconds) const {
    const auto& points = context_.points;
    for (size_t i = 1; i < points.size(); ++i) {
      if (points[i].value == points[i - 1].value && points[i].at - points[i - 1].at > seconds)
        return true;
    }
    return false;
  }

  void add(size_t point, std::vector<Update>& all) {
    const bool is_first = point == 0;
    if (is_first && !context_.from_start) return;
    const double by = context_.points[point].at;
    const double after = is_first ? by : context_.points[point - 1].at;
    const bool changed =
        is_first || context_.points[point].value != context_.points[point - 1].value;
    if (grid_) {
      if (is_first || changed || (kind_ == SensorKind::power && on_grid(after, by)))
        all.push_back(on_grid_at(point, after, by, is_first));
    } else if (known_fast_) {
      // A reading may follow another one so soon that nothing has changed.
      if (changed) all.push_back(made(point, after, by - slowest_ / 2, slowest_ / 2, 0));
    } else if (kind_ == SensorKind::counter || slow_) {
      if (changed) last_change_ = by;
      if (changed) all.push_back(in_bracket(point, after, by));
      // Held far longer than it takes to update: it is the value that stays.
      else if (slow_ && by - last_change_ > 1.5 * context_.change_spacing)
        all.push_back(as_read(point, after, by));
    } else {
      all.push_back(as_read(point, after, by));
    }
  }

  bool on_grid(double after, double by) const {
    return grid_->last_before(by) > grid_->last_before(after);
  }

  Update on_grid_at(size_t point, double after, double by, bool is_first) const {
    double at = grid_->last_before(by);
    double half = grid_->half_width;
    if (!is_first && at <= after) {
      // The update came a little off the grid, or not on it at all.
      const double next = at + grid_->period;
      const double stray = std::min(after - at, next - by);
      const bool strayed = stray < 0.15 * grid_->period;
      half = strayed ? half + stray : (by - after) / 2;
      at = !strayed ? (after + by) / 2 : next - by < after - at ? by : after;
    }
    return made(point, after, at, half, 0);
  }

  Update in_bracket(size_t point, double after, double by) const {
    const bool few = context_.points.size() < kFewestInRow;
    if (!held_ && (kind_ == SensorKind::power || oldest_ || in_step_ || few))
      return as_read(point, after, by);
    // Of several updates in a long bracket the last one counts.
    const double oldest = held_ ? std::max(context_.change_spacing, slowest_) : slowest_;
    const double from = std::max(after, by - oldest);
    return made(point, after, (from + by) / 2, (by - from) / 2, 0);
  }

  Update as_read(size_t point, double after, double by) const {
    if (oldest_) {
      const double age = std::min({*oldest_, kSlowestOfFast, context_.reading_spacing}) / 2;
      return made(point, after, by - age, age, 0);
    }
    const double oldest = std::min(context_.reading_spacing, slowest_);
    // Readings of a counter that are not in step are each of an age of their own.
    if (kind_ == SensorKind::counter && !in_step_) return made(point, after, by, oldest / 2, 0);
    const bool lags = held_ && kind_ == SensorKind::power;
    return made(point, after, by - (lags ? oldest / 4 : 0), lags ? oldest / 2 : 0,
                lags ? oldest / 4 : oldest / 2);
  }

  Update made(size_t point, double after, double at, double half, double common) const {
    const auto time = [&](double seconds) {
      return context_.zero + std::chrono::round<Monotonic::duration>(Seconds(seconds));
    };
    return {.at = time(at),
            .value = context_.points[point].value,
            .after = time(after),
            .read = time(context_.points[point].at),
            .uncertainty = Seconds(half),
            .common = Seconds(common)};
  }

  const Context& context_;
  SensorKind kind_;
  std::optional<UpdateGrid> grid_;
  double slowest_ = kSlowestUpdate;
  bool known_fast_ = false;
  bool always_changes_ = false;
  double last_change_ = 0;
  bool in_step_ = false;          // read as often as it updates itself
  bool held_ = false;             // it was seen to hold its value between updates
  std::optional<double> oldest_;  // of a counter that is faster than the readings
  bool slow_ = false;             // a power that clearly holds each of ever new values
};

}  // namespace

Updates updates_between(const Trace& readings, size_t first, size_t last, SensorKind kind,
                        Seconds documented) {
  const Context context = context_of(readings, first, std::min(last, readings.size()), kind);
  Block block(context, kind, documented);
  return {.all = block.updates(),
          .period = block.period(),
          .change_spacing = Seconds(context.change_spacing),
          .reading_spacing = Seconds(context.reading_spacing)};
}

Updates updates_as_read(const Trace& readings, size_t first, size_t last, SensorKind kind) {
  Updates updates;
  const TracePoint* before = nullptr;
  if (first > 0 && is_valid(readings[first - 1].value, kind)) before = &readings[first - 1];
  for (size_t i = first; i < last; ++i) {
    const TracePoint& point = readings[i];
    if (!is_valid(point.value, kind)) continue;
    const bool changed = !before || before->value != point.value;
    const MonotonicTime after = before ? before->at : point.at;
    before = &point;
    if (kind == SensorKind::power || changed)
      updates.all.push_back({point.at, point.value, after, point.at, Seconds(0), Seconds(0)});
  }
  if (last > first + 1) {
    updates.reading_spacing =
        (readings[last - 1].at - readings[first].at) / static_cast<double>(last - first - 1);
  }
  return updates;
}

std::optional<Seconds> observed_update_period(const Trace& readings, SensorKind kind) {
  const size_t first = readings.size() - std::min(readings.size(), kTenMinutes);
  std::vector<double> periods;
  for (size_t block = first; block < readings.size(); block += kLookAround) {
    const Context context =
        context_of(readings, block, std::min(readings.size(), block + kLookAround), kind);
    if (const auto grid = grid_of(context, kind)) {
      periods.push_back(grid->period);
    } else if (const auto spacing = uneven_period(context, kind)) {
      periods.push_back(*spacing);
    }
  }
  if (periods.empty()) return std::nullopt;
  return Seconds(median(periods));
}

}  // namespace mutation
