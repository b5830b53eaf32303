#include "run/process_shares.h"

#include <gtest/gtest.h>

namespace mutation {
namespace {

TEST(LoadedFraction, IsTheShareOfTheLooks) {
  const LoadedFraction it = loaded_fraction({.looks = 10, .background_loads = 7}, "");
  EXPECT_DOUBLE_EQ(*it.fraction, 0.7);
  EXPECT_EQ(it.reason, "");
  EXPECT_DOUBLE_EQ(*loaded_fraction({.looks = 10}, "").fraction, 0) << "a zero that was seen";
}

TEST(LoadedFraction, IsAbsentWithTheReason) {
  EXPECT_EQ(loaded_fraction({.looks = 10, .background_loads = 7}, "a container").reason,
            "the lists of compute processes are not to be trusted: a container");
  EXPECT_EQ(loaded_fraction({}, "").reason,
            "lists of compute processes: none read during the foreground");
  const LoadedFraction few = loaded_fraction({.looks = 4, .background_loads = 4}, "");
  EXPECT_FALSE(few.fraction.has_value());
  EXPECT_EQ(few.reason,
            "lists of compute processes: 4 read during the foreground, too few for a share");
}

const ProcessCounts kShared{.looks = 10,
                            .looks_with_utilization = 10,
                            .foreground_utilization = 600,
                            .all_utilization = 800};

TEST(ForegroundShare, IsThatOfTheUtilisation) {
  const ForegroundShare it = foreground_share(kShared, 1000, "");
  EXPECT_DOUBLE_EQ(*it.joules, 750);
  EXPECT_EQ(
      it.reason,
      "the foreground's 75.0 % of all processes' utilisation, of the energy above idle; takes "
      "each percent of utilisation as drawing the same, whoever's it is");
}

TEST(ForegroundShare, IsAbsentWithTheReason) {
  EXPECT_EQ(foreground_share(kShared, {}, "").reason, "the energy above idle is not known");
  EXPECT_EQ(foreground_share({.looks = 10}, 1000, "").reason,
            "lists of compute processes: none that tells the utilisation of one");
  EXPECT_EQ(foreground_share({.looks = 10, .looks_with_utilization = 10}, 1000, "").reason,
            "no process used the GPU");
  EXPECT_FALSE(foreground_share(kShared, 1000, "a container").joules.has_value());
}

}  // namespace
}  // namespace mutation
