#include "report/page_budget.h"

#include <algorithm>
#include <cmath>

#include "record/trace_overview.h"

namespace mutation {
namespace {

// What a page with everything is likely to take; what it does take corrects this.
constexpr double kFullPage = 60'000;
// What one with as little as there may be is likely to take; likewise.
constexpr double kLeastPage = 1'100;
// Below it a page has no less.
constexpr double kLeastShare = 8.0 / 1024;

std::size_t part(double share, double least, double most) {
  return static_cast<std::size_t>(std::lround(std::clamp(share * most, least, most)));
}

// Of more than a few runs a page has the middle one of the recorded levels at most: reading the
// finest of each would take longer than anybody waits.
constexpr double kMostShareOfMany = double(kOverviewLevels[1]) / 1024;

// Somewhat more points than the coarsest recorded level has are not worth reading the next one,
// which is eight times as long.
std::size_t worth_reading(std::size_t points) {
  constexpr std::size_t kCoarsest = kOverviewLevels[0];
  return points > kCoarsest && points < 3 * kCoarsest ? kCoarsest : points;
}

}  // namespace

PageBudget::PageBudget(std::size_t runs, std::size_t wanted, std::size_t bytes, bool logs)
    : runs_(runs),
      left_runs_(runs),
      left_wanted_(wanted),
      left_bytes_(static_cast<double>(bytes)),
      most_share_(runs <= kAlone ? 1.0 : kMostShareOfMany),
      share_(std::min(
          most_share_,
          left_bytes_ / (static_cast<double>(std::max<std::size_t>(runs, 1)) * kFullPage))),
      least_page_(kLeastPage),
      logs_(logs) {}

PageDetail PageBudget::detail() const {
  PageDetail detail;
  detail.points = worth_reading(part(share_, 8, 1024));
  detail.curve_points = part(share_, 12, 600);
  detail.log_bytes = logs_ ? part(share_ * 4, 200, 4096) : 0;
  detail.all_series = share_ > 0.2;
  detail.digits = share_ > 0.2 ? 17 : 6;
  detail.uncertainty_parts = share_ > 0.1;
  return detail;
}

bool PageBudget::takes(bool wanted, std::size_t held) {
  const std::size_t others = wanted ? 0 : left_wanted_;
  if (wanted && left_wanted_ > 0) --left_wanted_;
  const bool taken = static_cast<double>(held + 1 + others) * least_page_ <= left_bytes_;
  if (!taken && left_runs_ > 0) --left_runs_;
  return taken;
}

void PageBudget::spent(std::size_t pages, std::size_t bytes) {
  left_runs_ -= std::min(pages, left_runs_);
  left_bytes_ = std::max(0.0, left_bytes_ - static_cast<double>(bytes));
  if (left_runs_ == 0 || bytes == 0) return;
  const double allowed = left_bytes_ / static_cast<double>(left_runs_);
  const double taken = static_cast<double>(bytes) / static_cast<double>(pages);
  if (share_ <= kLeastShare) least_page_ = taken;
  // Not all at once: a block may be unlike the next one.
  share_ = std::clamp(share_ * std::clamp(allowed / taken, 0.5, 1.25), 0.0, most_share_);
}

}  // namespace mutation
