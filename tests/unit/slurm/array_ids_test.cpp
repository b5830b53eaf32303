#include "slurm/array_ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

using Ids = std::vector<std::uint32_t>;

Ids every(std::uint32_t step, std::uint32_t count) {
  Ids ids(count);
  for (std::uint32_t i = 0; i < count; ++i) ids[i] = i * step;
  return ids;
}

TEST(Ranges, AreWrittenAsSlurmWritesThem) {
  EXPECT_EQ(to_ranges(Ids{0, 1, 2, 3, 7, 9, 10, 11}), "0-3,7,9-11");
  EXPECT_EQ(to_ranges(Ids{5}), "5");
  EXPECT_EQ(to_ranges(Ids{}), "");
}

TEST(Ranges, AreReadWithStepsLimitsAndBrackets) {
  EXPECT_EQ(*read_ranges("0-3,7,9-11%4"), (Ids{0, 1, 2, 3, 7, 9, 10, 11}));
  EXPECT_EQ(*read_ranges("[4-9%2]"), (Ids{4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(*read_ranges("0-10:5"), (Ids{0, 5, 10}));
  EXPECT_EQ(*read_ranges("3,1,2-3"), (Ids{1, 2, 3}));
}

TEST(Ranges, OfOtherTextsAreErrors) {
  for (const char* text :
       {"", "x", "1-", "-1", "3-1", "1,,2", "1-2-3", "0-4:0", "5-10:4294967295", "1 2", "[1"}) {
    EXPECT_FALSE(read_ranges(text)) << text;
  }
  EXPECT_THAT(read_ranges("1,3,5,...").error().message, HasSubstr("cut short"));
}

TEST(Ranges, TakeNoMoreIdsThanAnArrayMayHave) {
  EXPECT_FALSE(read_ranges("0-4294967295"));
  EXPECT_FALSE(read_ranges("0-4000000,0-4000000"));
  EXPECT_THAT(*read_ranges("0-4000000"), SizeIs(4'000'001));
}

TEST(Ranges, AreSplitByTheLengthOfTheirText) {
  EXPECT_THAT(split_ranges(Ids{0, 2, 4, 100, 200, 300, 400}, 16),
              ElementsAre("0,2,4,100,200", "300,400"));
}

TEST(Arrays, HoldBlocksBelowTheLimitAsTheyAre) {
  const auto arrays = arrays_of(Ids{0, 1, 2, 5}, {});
  ASSERT_TRUE(arrays);
  ASSERT_THAT(*arrays, SizeIs(1));
  EXPECT_EQ(arrays->front().offset, 0u);
  EXPECT_EQ(arrays->front().ranges, "0-2,5");
}

TEST(Arrays, HaveTheNextOffsetWhereTheTaskIdsEnd) {
  Ids blocks(2100);
  std::iota(blocks.begin(), blocks.end(), 0);
  const auto arrays = arrays_of(blocks, {.max_array_size = 1001, .max_tasks = {}});
  ASSERT_TRUE(arrays);
  ASSERT_THAT(*arrays, SizeIs(3));
  EXPECT_EQ((*arrays)[0].ranges, "0-1000");
  EXPECT_EQ((*arrays)[1].ranges, "0-1000");
  EXPECT_EQ((*arrays)[1].offset, 1001u);
  EXPECT_EQ((*arrays)[2].ranges, "0-97");
  EXPECT_EQ((*arrays)[2].offset, 2002u);
}

TEST(Arrays, OfFewBlocksFarOffHaveThatOffset) {
  const auto arrays = arrays_of(Ids{2503}, {});
  EXPECT_EQ(arrays->front().offset, 2002u);
  EXPECT_EQ(arrays->front().ranges, "501");
}

TEST(Arrays, HaveNoMoreTasksThanAreAllowed) {
  const auto arrays = arrays_of(Ids{0, 1, 2, 3, 4}, {.max_array_size = 1001, .max_tasks = 2});
  ASSERT_THAT(*arrays, SizeIs(3));
  EXPECT_EQ((*arrays)[1].ranges, "2-3");
  EXPECT_EQ((*arrays)[1].offset, 0u);
  EXPECT_EQ((*arrays)[2].ranges, "4");
}

TEST(Arrays, HaveNoLongerTextThanIsAllowed) {
  const auto arrays = arrays_of(every(2, 100'000), {.max_array_size = 1'000'000, .max_tasks = {}});
  size_t tasks = 0;
  for (const BlockArray& array : *arrays) {
    EXPECT_LE(array.ranges.size(), 4085u);
    tasks += array.tasks.size();
  }
  EXPECT_EQ(tasks, 100'000u);
}

TEST(Arrays, WhereSlurmAllowsNoneAreAnError) {
  EXPECT_THAT(arrays_of(Ids{0}, {.max_array_size = 0, .max_tasks = {}}).error().message,
              HasSubstr("MaxArraySize"));
}

}  // namespace
}  // namespace mutation
