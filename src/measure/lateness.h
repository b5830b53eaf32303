// How late a reader came to its deadlines, counted in steps of a tenth, so that a day of reads
// takes no more memory than a second. Pure.
#pragma once

#include <array>
#include <cstdint>

#include "base/units.h"

namespace mutation {

class Lateness {
 public:
  void add(Seconds late);
  // The lateness that `share` (0..1) of those added do not exceed, at most one step (10 %, or 1 us)
  // too high and never more than the worst; 0 when none was added.
  Seconds quantile(double share) const;
  Seconds worst() const { return worst_; }

 private:
  // The last step holds whatever is more than about 1 000 s.
  static constexpr std::size_t kSteps = 220;

  std::array<std::uint32_t, kSteps> counts_{};
  std::uint64_t all_ = 0;
  Seconds worst_{0};
};

}  // namespace mutation
