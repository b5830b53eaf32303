// A small curve in a line of text, of the last minutes of one figure. Pure.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace mutation {

// A figure's last minutes, a value or its absence for each moment.
class RecentValues {
 public:
  static constexpr Seconds kKept{300};

  void add(BootTime at, std::optional<double> value);
  // Time cut into `cells` stretches of whole seconds, the last of which holds `now`: the highest
  // value in each, none where there is none. They lie still: what has been drawn moves to the left
  // as a whole.
  std::vector<std::optional<double>> cells(BootTime now, int cells) const;
  struct Range {
    double low = 0;
    double high = 0;
  };
  std::optional<Range> range() const;  // absent: no value

 private:
  struct Point {
    BootTime at;
    double value = 0;
  };
  std::deque<Point> points_;
};

// One character for each cell, from an eighth of a block for `low` to a whole one for `high`; a
// blank for none. Without `unicode` eight characters of ASCII, the fuller the higher.
std::string curve(const std::vector<std::optional<double>>& cells, RecentValues::Range range,
                  bool unicode);

}  // namespace mutation
