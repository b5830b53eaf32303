// Step 0 ends at 1 us, and each further one a tenth higher than the one before.
#include "measure/lateness.h"

#include <algorithm>
#include <cmath>

namespace mutation {
namespace {

constexpr Seconds kFirstStep{1e-6};
const double kStepLog = std::log(1.1);

std::size_t step_of(Seconds late, std::size_t steps) {
  if (late <= kFirstStep) return 0;
  const double step = std::ceil(std::log(late / kFirstStep) / kStepLog);
  return std::min(steps - 1, static_cast<std::size_t>(step));
}

Seconds end_of(std::size_t step) {
  return kFirstStep * std::exp(kStepLog * static_cast<double>(step));
}

}  // namespace

void Lateness::add(Seconds late) {
  ++counts_[step_of(late, kSteps)];
  ++all_;
  worst_ = std::max(worst_, late);
}

Seconds Lateness::quantile(double share) const {
  const double wanted = share * static_cast<double>(all_);
  std::uint64_t seen = 0;
  for (std::size_t step = 0; step < kSteps && all_ > 0; ++step) {
    seen += counts_[step];
    if (static_cast<double>(seen) >= wanted) return std::min(worst_, end_of(step));
  }
  return worst_;
}

}  // namespace mutation
