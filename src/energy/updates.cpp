#include "energy/updates.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "energy/update_grid.h"

namespace mutation {
namespace {

constexpr size_t kFewestChanges = 10;
// A fit needs this many changes in a row.
constexpr size_t kFewestInRow = 20;
// And this share of the row must lie on the grid.
constexpr double kMostOfRow = 0.9;
// The period that sensors of GPUs are known to have, in s: tried first, for where readings were
// lost others near it may explain what is left as well.
constexpr double kUsualPeriod = 0.1;
// Else periods around the mean one are tried, so many up and down, in steps of this share.
constexpr int kPeriodSteps = 6;
// A sensor as fast as the readings could explain whatever they show.
constexpr double kClearlySlower = 1.008;
constexpr double kPeriodStep = 0.008;
// By what share a period may be off that is known otherwise.
constexpr double kUnsure = 0.0008;
// Sensors update themselves at least about this often, so that a reading is no older.
constexpr double kSlowestUpdate = 0.1;
// Share of changes back to the value before last from which on a power is taken as truly held.
constexpr double kGoesBack = 0.3;
// A power whose usual step is less than this many of its smallest ones creeps.
constexpr double kCreeps = 4;
constexpr size_t kTenMinutes = 6200;
// So many readings in a row show how evenly a counter flows.
constexpr size_t kCalmReadings = 48;
// Counters that are faster than the readings update themselves at least this often.
constexpr double kSlowestOfFast = 0.04;

// A reading, in seconds from the context's start.
struct Point {
  double at = 0;
  double value = 0;
};

// A block of readings with its surroundings.
struct Context {
  MonotonicTime zero{};
  std::vector<Point> points;    // valid ones only
  std::vector<size_t> changes;  // points that differ from the one before
  size_t first = 0;             // the block's, in points
  size_t last = 0;
  bool from_start = false;  // points[0] is the trace's first
  double reading_spacing = 0;
  double change_spacing = 0;
};

bool is_valid(double value, SensorKind kind) {
  return std::isfinite(value) && value >= 0 &&
         (kind == SensorKind::counter || value <= kMostBelievable);
}

double median(std::vector<double>& values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void find_spacings(Context& context) {
  std::vector<double> spacings;
  for (size_t i = 1; i < context.points.size(); ++i)
    spacings.push_back(context.points[i].at - context.points[i - 1].at);
  context.reading_spacing = median(spacings);
  spacings.clear();
  for (size_t i = 1; i < context.changes.size(); ++i)
    spacings.push_back(context.points[context.changes[i]].at -
                       context.points[context.changes[i - 1]].at);
  context.change_spacing = median(spacings);
}

Context context_of(const Trace& readings, size_t first, size_t last, SensorKind kind) {
  Context context;
  const size_t begin = first - std::min(first, kLookAround);
  const size_t end = std::min(readings.size(), last + kLookAround);
  context.points.reserve(end - begin);
  if (begin < end) context.zero = readings[begin].at;
  for (size_t i = begin; i < end; ++i) {
    if (i == first) context.first = context.points.size();
    if (i == last) context.last = context.points.size();
    if (!is_valid(readings[i].value, kind)) continue;
    const Point point{Seconds(readings[i].at - context.zero).count(), readings[i].value};
    if (!context.points.empty() && point.value != context.points.back().value)
      context.changes.push_back(context.points.size());
    context.points.push_back(point);
  }
  if (last >= end) context.last = context.points.size();
  context.from_start = begin == 0;
  find_spacings(context);
  return context;
}

Bracket bracket_of(const Context& context, size_t point) {
  return {context.points[point - 1].at, context.points[point].at};
}

// Whether a change came so much later than the one before that the sensor did not update itself
// regularly in between.
bool breaks_row(const Context& context, size_t change, size_t next) {
  const double held = context.points[next - 1].at - context.points[change].at;
  return held > 2.5 * std::max(context.change_spacing, context.reading_spacing);
}

// Changes that follow one another without such a break: the longest row.
std::vector<size_t> longest_row(const Context& context) {
  const auto& changes = context.changes;
  size_t from = 0;
  size_t to = 0;
  size_t begin = 0;
  for (size_t i = 1; i <= changes.size(); ++i) {
    if (i < changes.size() && !breaks_row(context, changes[i - 1], changes[i])) continue;
    if (i - begin > to - from) {
      from = begin;
      to = i;
    }
    begin = i;
  }
  return {changes.begin() + static_cast<std::ptrdiff_t>(from),
          changes.begin() + static_cast<std::ptrdiff_t>(to)};
}

// Readings of the row that did not change.
size_t held_in(const std::vector<size_t>& row) {
  return row.empty() ? 0 : row.back() - row.front() + 1 - row.size();
}

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

// A power that jumps between the same few values is truly held, not slowly updated.
bool goes_back(const Context& context) {
  const auto& changes = context.changes;
  size_t back = 0;
  for (size_t i = 2; i < changes.size(); ++i) {
    if (context.points[changes[i]].value == context.points[changes[i - 2]].value) ++back;
  }
  return static_cast<double>(back) > kGoesBack * static_cast<double>(changes.size());
}

// Whether a power that stays for several readings is one that is slowly updated: not when it jumps
// between the same values, nor when it creeps by the sensor's smallest step.
bool is_slow(const Context& context) {
  if (context.change_spacing <= 1.5 * context.reading_spacing) return false;
  std::vector<double> steps;
  for (const size_t change : context.changes)
    steps.push_back(std::abs(context.points[change].value - context.points[change - 1].value));
  if (steps.empty()) return false;
  return median(steps) >= kCreeps * *std::ranges::min_element(steps) && !goes_back(context);
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

// Mean time between updates that come unevenly and can be told one by one.
std::optional<double> uneven_period(const Context& context, SensorKind kind) {
  const auto& changes = context.changes;
  if (changes.size() < kFewestInRow || changes.size() + 1 >= context.points.size())
    return std::nullopt;
  if (kind == SensorKind::power && !is_slow(context)) return std::nullopt;
  return (context.points[changes.back()].at - context.points[changes.front()].at) /
         static_cast<double>(changes.size() - 1);
}

// How old a counter's readings may be when it updates itself faster than it is read: as much as
// their times stray from an even flow, in the calmest part of the context. Absent with too few
// readings.
std::optional<double> oldest_reading(const Context& context) {
  const auto& points = context.points;
  if (points.size() < kCalmReadings + 2) return std::nullopt;
  std::vector<double> strays;
  for (size_t i = 1; i + 1 < points.size(); ++i) {
    const double joules = points[i + 1].value - points[i - 1].value;
    const double seconds = points[i + 1].at - points[i - 1].at;
    if (joules <= 0 || seconds <= 0) return std::nullopt;
    const double even = points[i - 1].value + joules * (points[i].at - points[i - 1].at) / seconds;
    strays.push_back(std::abs(points[i].value - even) * seconds / joules);
  }
  double calmest = std::numeric_limits<double>::max();
  for (size_t i = 0; i + kCalmReadings <= strays.size(); i += kCalmReadings / 4) {
    const auto begin = strays.begin() + static_cast<std::ptrdiff_t>(i);
    calmest = std::min(calmest, *std::max_element(begin, begin + kCalmReadings));
  }
  // A step of one update's length between even ones lies half of it off the line.
  return 2 * calmest;
}

class Block {
 public:
  Block(const Context& context, SensorKind kind)
      : context_(context), kind_(kind), grid_(grid_of(context, kind)) {
    const size_t points = context.points.size();
    const size_t changes = context.changes.size();
    always_changes_ = changes + 1 >= points;
    slow_ = changes >= kFewestChanges && kind == SensorKind::power && is_slow(context);
    const std::vector<size_t> row = longest_row(context);
    if (row.size() >= kFewestInRow && held_in(row) == 0) always_changes_ = true;
    held_ = changes >= kFewestChanges && !always_changes_;
    if (!grid_ && !held_ && kind == SensorKind::counter) oldest_ = oldest_reading(context);
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
    if (!held_) return as_read(point, after, by);
    return made(point, after, (after + by) / 2, (by - after) / 2, 0);
  }

  Update as_read(size_t point, double after, double by) const {
    if (oldest_) {
      const double age = std::min({*oldest_, kSlowestOfFast, context_.reading_spacing}) / 2;
      return made(point, after, by - age, age, 0);
    }
    const double oldest = std::min(context_.reading_spacing, kSlowestUpdate);
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
  bool always_changes_ = false;
  double last_change_ = 0;
  bool held_ = false;             // it was seen to hold its value between updates
  std::optional<double> oldest_;  // of a counter that is faster than the readings
  bool slow_ = false;             // a power that clearly holds each of ever new values
};

}  // namespace

Updates updates_between(const Trace& readings, size_t first, size_t last, SensorKind kind) {
  const Context context = context_of(readings, first, std::min(last, readings.size()), kind);
  Block block(context, kind);
  return {.all = block.updates(),
          .period = block.period(),
          .change_spacing = Seconds(context.change_spacing),
          .reading_spacing = Seconds(context.reading_spacing)};
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
