#include "energy/update_context.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mutation {
namespace {

// Share of changes back to the value before last from which on a power is taken as truly held.
constexpr double kGoesBack = 0.3;
// A power whose usual step is less than this many of its smallest ones creeps.
constexpr double kCreeps = 4;
// So many readings in a row show how evenly a counter flows, and that none was held: of a sensor
// just slower than the readings every 49th is.
constexpr size_t kCalmReadings = 64;

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

// Whether a change came so much later than the one before that the sensor did not update itself
// regularly in between.
bool breaks_row(const Context& context, size_t change, size_t next) {
  const double held = context.points[next - 1].at - context.points[change].at;
  return held > 2.5 * std::max(context.change_spacing, context.reading_spacing);
}

}  // namespace

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

size_t held_in(const std::vector<size_t>& row) {
  return row.empty() ? 0 : row.back() - row.front() + 1 - row.size();
}

bool goes_back(const Context& context) {
  const auto& changes = context.changes;
  size_t back = 0;
  for (size_t i = 2; i < changes.size(); ++i) {
    if (context.points[changes[i]].value == context.points[changes[i - 2]].value) ++back;
  }
  return static_cast<double>(back) > kGoesBack * static_cast<double>(changes.size());
}

bool is_slow(const Context& context) {
  if (context.change_spacing <= 1.5 * context.reading_spacing) return false;
  std::vector<double> steps;
  for (const size_t change : context.changes)
    steps.push_back(std::abs(context.points[change].value - context.points[change - 1].value));
  if (steps.empty()) return false;
  return median(steps) >= kCreeps * *std::ranges::min_element(steps) && !goes_back(context);
}

std::optional<double> oldest_reading(const Context& context) {
  const auto& points = context.points;
  if (points.size() < kCalmReadings + 2) return std::nullopt;
  std::vector<double> strays;
  const double longest = 2.2 * context.reading_spacing;
  for (size_t i = 1; i + 1 < points.size(); ++i) {
    const double joules = points[i + 1].value - points[i - 1].value;
    const double seconds = points[i + 1].at - points[i - 1].at;
    if (joules <= 0 || seconds <= 0) return std::nullopt;
    if (seconds > longest) {
      strays.push_back(std::numeric_limits<double>::infinity());  // a reading was lost
      continue;
    }
    const double even = points[i - 1].value + joules * (points[i].at - points[i - 1].at) / seconds;
    strays.push_back(std::abs(points[i].value - even) * seconds / joules);
  }
  double calmest = std::numeric_limits<double>::max();
  for (size_t i = 0; i + kCalmReadings <= strays.size(); i += kCalmReadings / 4) {
    const auto begin = strays.begin() + static_cast<std::ptrdiff_t>(i);
    calmest = std::min(calmest, *std::max_element(begin, begin + kCalmReadings));
  }
  if (!std::isfinite(calmest) || calmest == std::numeric_limits<double>::max()) return std::nullopt;
  // A step of one update's length between even ones lies half of it off the line.
  return 2 * calmest;
}

}  // namespace mutation
