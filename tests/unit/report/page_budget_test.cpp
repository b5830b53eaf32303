// Few runs have everything; many have little; the file stays small whatever its pages take.
#include "report/page_budget.h"

#include <gtest/gtest.h>

namespace mutation {
namespace {

constexpr std::size_t kBytes = 9'000'000;

TEST(PageBudget, GivesAFewRunsEverythingInBlocksOfTheirOwn) {
  const PageBudget budget(50, kBytes, true);
  EXPECT_EQ(budget.pages_in_block(), 1u);
  const PageDetail detail = budget.detail();
  EXPECT_EQ(detail.points, 1024u);
  EXPECT_EQ(detail.curve_points, 600u);
  EXPECT_EQ(detail.log_bytes, 4096u);
  EXPECT_EQ(detail.digits, 17);
  EXPECT_TRUE(detail.all_series);
  EXPECT_TRUE(detail.uncertainty_parts);
}

TEST(PageBudget, GivesManyRunsLittle) {
  const PageBudget budget(5000, kBytes, true);
  EXPECT_EQ(budget.pages_in_block(), 25u);
  const PageDetail detail = budget.detail();
  EXPECT_EQ(detail.points, 31u);
  EXPECT_FALSE(detail.all_series);
  EXPECT_EQ(detail.digits, 6);
}

TEST(PageBudget, NeverGivesLessThanCanBeSeen) {
  const PageDetail detail = PageBudget(10'000'000, kBytes, true).detail();
  EXPECT_EQ(detail.points, 8u);
  EXPECT_EQ(detail.curve_points, 12u);
  EXPECT_EQ(detail.log_bytes, 200u);
}

TEST(PageBudget, LeavesLogsOutWhereTheyAreNotWanted) {
  EXPECT_EQ(PageBudget(1, kBytes, false).detail().log_bytes, 0u);
  EXPECT_EQ(PageBudget(5000, kBytes, false).detail().log_bytes, 0u);
}

TEST(PageBudget, KeepsToWhatThereIsThoughPagesTakeMoreThanExpected) {
  constexpr std::size_t kRuns = 1000;
  PageBudget budget(kRuns, kBytes, true);
  std::size_t written = 0;
  for (std::size_t run = 0; run < kRuns; run += budget.pages_in_block()) {
    // So many bytes as a page of many devices may take, in proportion to its points.
    const std::size_t block = budget.pages_in_block() * (400 + 250 * budget.detail().points);
    budget.spent(budget.pages_in_block(), block);
    written += block;
  }
  EXPECT_LT(written, kBytes + kBytes / 20);
  EXPECT_GT(written, kBytes / 2);
}

}  // namespace
}  // namespace mutation
