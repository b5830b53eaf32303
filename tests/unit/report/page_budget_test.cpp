// Few runs have everything; many have little; the file stays small whatever its pages take.
#include "report/page_budget.h"

#include <gtest/gtest.h>

namespace mutation {
namespace {

constexpr std::size_t kBytes = 9'000'000;

TEST(PageBudget, GivesAFewRunsEverythingInBlocksOfTheirOwn) {
  const PageBudget budget(50, 50, kBytes, true);
  EXPECT_EQ(budget.pages_in_block(), 1u);
  const PageDetail detail = budget.detail();
  EXPECT_EQ(detail.points, 1024u);
  EXPECT_EQ(detail.curve_points, 600u);
  EXPECT_EQ(detail.log_bytes, 4096u);
  EXPECT_EQ(detail.digits, 17);
  EXPECT_TRUE(detail.all_series);
  EXPECT_TRUE(detail.uncertainty_parts);
}

TEST(PageBudget, GivesAHundredRunsTheMiddleLevelThatIsRecorded) {
  PageBudget budget(100, 100, kBytes, true);
  EXPECT_EQ(budget.detail().points, 256u);
  EXPECT_TRUE(budget.detail().all_series);
  EXPECT_EQ(budget.detail().log_bytes, 4096u);
  // However much room is left.
  budget.spent(25, 1000);
  EXPECT_EQ(budget.detail().points, 256u);
}

TEST(PageBudget, GivesManyRunsLittle) {
  const PageBudget budget(5000, 5000, kBytes, true);
  EXPECT_EQ(budget.pages_in_block(), 25u);
  const PageDetail detail = budget.detail();
  EXPECT_EQ(detail.points, 31u);
  EXPECT_FALSE(detail.all_series);
  EXPECT_EQ(detail.digits, 6);
}

TEST(PageBudget, NeverGivesLessThanCanBeSeen) {
  const PageDetail detail = PageBudget(10'000'000, 10'000'000, kBytes, true).detail();
  EXPECT_EQ(detail.points, 8u);
  EXPECT_EQ(detail.curve_points, 12u);
  EXPECT_EQ(detail.log_bytes, 200u);
}

TEST(PageBudget, LeavesLogsOutWhereTheyAreNotWanted) {
  EXPECT_EQ(PageBudget(1, 1, kBytes, false).detail().log_bytes, 0u);
  EXPECT_EQ(PageBudget(5000, 5000, kBytes, false).detail().log_bytes, 0u);
}

TEST(PageBudget, KeepsToWhatThereIsThoughPagesTakeMoreThanExpected) {
  constexpr std::size_t kRuns = 1000;
  PageBudget budget(kRuns, kRuns, kBytes, true);
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

// Every second run is wanted, and each page takes `page_bytes` when it has the least.
struct Taken {
  std::size_t wanted = 0;
  std::size_t others = 0;
  std::size_t bytes = 0;
};
Taken taken_of(std::size_t runs, std::size_t page_bytes) {
  PageBudget budget(runs, runs / 2, kBytes, true);
  Taken taken;
  std::size_t held = 0;
  const auto finish = [&] {
    if (held == 0) return;
    const std::size_t block = held * page_bytes * budget.detail().points / 8;
    budget.spent(held, block);
    taken.bytes += block;
    held = 0;
  };
  for (std::size_t run = 0; run < runs; ++run) {
    if (!budget.takes(run % 2 == 0, held)) continue;
    (run % 2 == 0 ? taken.wanted : taken.others) += 1;
    if (++held == budget.pages_in_block()) finish();
  }
  finish();
  return taken;
}

TEST(PageBudget, GivesNoPageWhereThereIsNoRoomAndFirstToThoseThatAreNotWanted) {
  const Taken all = taken_of(5000, 1200);
  EXPECT_EQ(all.wanted, 2500u);
  EXPECT_EQ(all.others, 2500u);
  const Taken some = taken_of(10'000, 1200);
  EXPECT_EQ(some.wanted, 5000u);
  EXPECT_GT(some.others, 2000u);
  EXPECT_LT(some.others, 3000u);
  EXPECT_LT(some.bytes, kBytes + kBytes / 20);
  const Taken few = taken_of(50'000, 1200);
  EXPECT_LT(few.others, 200u);
  EXPECT_GT(few.wanted, 7000u);
  EXPECT_LT(few.bytes, kBytes + kBytes / 20);
  const Taken long_pages = taken_of(50'000, 3000);
  EXPECT_GT(long_pages.wanted, 2500u);
  EXPECT_LT(long_pages.bytes, kBytes + kBytes / 20);
}

}  // namespace
}  // namespace mutation
