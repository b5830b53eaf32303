#include "energy/aliasing.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace mutation {
namespace {

constexpr size_t kShortest = 2;
constexpr size_t kLongest = 8;
// From this correlation with the value k before on there is a rhythm of k …
constexpr double kRepeats = 0.8;
// … unless each value is like the one before: then power is followed well enough.
constexpr double kFollows = 0.6;
// The share of rows that must have a rhythm.
constexpr double kGoodPart = 0.25;

double mean_of(std::span<const double> values, size_t place, size_t every) {
  double sum = 0;
  size_t count = 0;
  for (size_t i = place; i < values.size(); i += every) {
    sum += values[i];
    ++count;
  }
  return sum / static_cast<double>(count);
}

// With the value `lag` before.
double correlation(std::span<const double> values, double mean, size_t lag) {
  double products = 0;
  double squares = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    squares += (values[i] - mean) * (values[i] - mean);
    if (i >= lag) products += (values[i] - mean) * (values[i - lag] - mean);
  }
  const auto all = static_cast<double>(values.size());
  return squares > 0 ? products / squares * all / (all - static_cast<double>(lag)) : 0;
}

double half_width_of(std::span<const double> values) {
  const double mean = mean_of(values, 0, 1);
  if (correlation(values, mean, 1) > kFollows) return 0;
  double widest = 0;
  for (size_t k = kShortest; k <= kLongest; ++k) {
    if (correlation(values, mean, k) < kRepeats) continue;
    double farthest = 0;
    for (size_t place = 0; place < k; ++place)
      farthest = std::max(farthest, std::abs(mean_of(values, place, k) - mean));
    widest = std::max(widest, 2 * farthest / static_cast<double>(k));
  }
  return widest;
}

}  // namespace

void Aliasing::add(double value) {
  row_[in_row_++] = value;
  if (in_row_ < kRow) return;
  in_row_ = 0;
  ++rows_;
  const double half_width = half_width_of(row_);
  if (half_width <= 0) return;
  ++rows_with_rhythm_;
  sum_ += half_width;
}

double Aliasing::half_width() const {
  const auto with_rhythm = static_cast<double>(rows_with_rhythm_);
  if (rows_ == 0 || with_rhythm < kGoodPart * static_cast<double>(rows_)) return 0;
  return sum_ / with_rhythm;
}

}  // namespace mutation
