#include "energy/variation.h"

#include <algorithm>

namespace mutation {

std::optional<Bend> bend_of(double t0, double x0, double t1, double x1, double t2, double x2) {
  const double before = t1 - t0;
  const double after = t2 - t1;
  if (before <= 0 || after <= 0 || std::max(before, after) > 2 * std::min(before, after))
    return std::nullopt;
  const double share = after / (before + after);
  const double off_line = x1 - (x0 * share + x2 * (1 - share));
  // Of x1 itself and of the two that make the line.
  const double weights = 1 + share * share + (1 - share) * (1 - share);
  return Bend{off_line, off_line * off_line / weights, (before + after) / 2};
}

void Variation::add(double value, bool follows) {
  if (!follows) in_row_ = 0;
  for (size_t lag = 0; lag < kLags; ++lag) {
    const size_t steps = size_t{1} << lag;
    if (steps > in_row_) break;
    const double difference = value - last_[(in_row_ - steps) % kRing];
    sum_[lag] += difference * difference;
    ++pairs_[lag];
  }
  last_[in_row_ % kRing] = value;
  ++in_row_;
}

double Variation::over(double steps) const {
  size_t lag = 0;
  while (lag + 1 < kLags && pairs_[lag + 1] > 0 && static_cast<double>(size_t{1} << lag) < steps)
    ++lag;
  return pairs_[lag] > 0 ? sum_[lag] / static_cast<double>(pairs_[lag]) / 2 : 0;
}

}  // namespace mutation
