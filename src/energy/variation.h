// How much a series varies from update to update, and over longer times: what interpolation between
// updates may hide. Passive but for adding up; costs the same for every update.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "base/units.h"

namespace mutation {

// Three successive updates: how far the middle one lies off the line between its neighbours.
struct Bend {
  double off_line = 0;
  double variance = 0;  // that independent values must have to lie off it that far on average
  double seconds = 0;   // that the middle one stands for
};

// The bend at (t1, x1); none when the times are not in order, or one of them is lost in between:
// the longer step is more than twice the shorter one.
std::optional<Bend> bend_of(double t0, double x0, double t1, double x1, double t2, double x2);

// Mean squared differences between values 1, 2, 4, 8 and 16 updates apart.
class Variation {
 public:
  // `follows`: the value before was the update before; otherwise a new row begins.
  void add(double value, bool follows);
  // The variance of values as they lie apart over `steps` updates; 0 without any pair.
  double over(double steps) const;

 private:
  static constexpr size_t kLags = 5;
  static constexpr size_t kRing = 16;
  std::array<double, kRing> last_{};
  size_t in_row_ = 0;  // values of the present row
  std::array<double, kLags> sum_{};
  std::array<size_t, kLags> pairs_{};
};

}  // namespace mutation
