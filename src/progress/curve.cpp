#include "progress/curve.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace mutation {
namespace {

constexpr std::array<const char*, 8> kBlocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<const char*, 8> kAscii = {"_", ".", ":", "-", "=", "+", "#", "@"};

constexpr double kHighestLevel = 7;

long whole_seconds(BootTime time) {
  return static_cast<long>(
      std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

}  // namespace

void RecentValues::add(BootTime at, std::optional<double> value) {
  if (value) points_.push_back({at, *value});
  while (!points_.empty() && at - points_.front().at > kKept) points_.pop_front();
}

std::vector<std::optional<double>> RecentValues::cells(BootTime now, int cells) const {
  std::vector<std::optional<double>> result(static_cast<size_t>(std::max(0, cells)));
  if (cells < 1) return result;
  const long width = static_cast<long>(std::ceil(kKept.count() / cells));
  const long last = whole_seconds(now) / width;
  for (const Point& point : points_) {
    const long cell = whole_seconds(point.at) / width - last + cells - 1;
    if (cell < 0 || cell >= cells) continue;
    std::optional<double>& highest = result[static_cast<size_t>(cell)];
    highest = std::max(highest.value_or(point.value), point.value);
  }
  return result;
}

std::optional<RecentValues::Range> RecentValues::range() const {
  if (points_.empty()) return std::nullopt;
  const auto [low, high] = std::ranges::minmax_element(points_, {}, &Point::value);
  return Range{low->value, high->value};
}

std::string curve(const std::vector<std::optional<double>>& cells, RecentValues::Range range,
                  bool unicode) {
  const auto& levels = unicode ? kBlocks : kAscii;
  const double span = std::max(range.high - range.low, 1e-9);
  std::string text;
  for (const auto& cell : cells) {
    if (!cell) {
      text += ' ';
      continue;
    }
    const double share = std::clamp((*cell - range.low) / span, 0.0, 1.0);
    text += levels[static_cast<size_t>(std::lround(share * kHighestLevel))];
  }
  return text;
}

}  // namespace mutation
