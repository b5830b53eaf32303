// Whether values taken at even times repeat themselves in a short rhythm: then what they are taken
// of has a rhythm close to a multiple of theirs, and every cycle is seen at the same few moments
// only. Passive but for adding up.
#pragma once

#include <array>
#include <cstddef>

namespace mutation {

class Aliasing {
 public:
  void add(double value);
  // By how much the mean of the values may be off for it, as a half-width; 0 where no rhythm stands
  // out from chance in a good part of them. For a rhythm of k values it is 2 / k of the farthest
  // mean of every k-th one: a power that is high in each cycle once is seen at k moments of it.
  double half_width() const;

 private:
  // Few enough that a reading which saw a value twice shifts the rhythm in few rows only.
  static constexpr size_t kRow = 24;

  std::array<double, kRow> row_{};
  size_t in_row_ = 0;
  size_t rows_ = 0;
  size_t rows_with_rhythm_ = 0;
  double sum_ = 0;  // of their half-widths
};

}  // namespace mutation
