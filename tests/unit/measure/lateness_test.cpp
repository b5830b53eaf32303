#include "measure/lateness.h"

#include <gtest/gtest.h>

namespace mutation {
namespace {

TEST(Lateness, GivesQuantilesWithinATenthAndTheWorstExactly) {
  Lateness lateness;
  for (int i = 1; i <= 1000; ++i) lateness.add(Seconds(i * 1e-6));
  EXPECT_GE(lateness.quantile(0.99).count(), 990e-6);
  EXPECT_LE(lateness.quantile(0.99).count(), 1000e-6);  // never beyond the worst
  EXPECT_GE(lateness.quantile(0.5).count(), 500e-6);
  EXPECT_LE(lateness.quantile(0.5).count(), 550e-6);
  EXPECT_EQ(lateness.worst(), Seconds(1000e-6));
}

TEST(Lateness, OneInAHundredDoesNotCountForThe99th) {
  Lateness lateness;
  for (int i = 0; i < 99; ++i) lateness.add(Seconds(1e-6));
  lateness.add(Seconds(20));
  EXPECT_EQ(lateness.quantile(0.99), Seconds(1e-6));
  EXPECT_EQ(lateness.quantile(1), Seconds(20));
  EXPECT_EQ(lateness.worst(), Seconds(20));
}

TEST(Lateness, IsNothingBeforeAnyDeadlineAndBoundedBeyondAllSteps) {
  Lateness lateness;
  EXPECT_EQ(lateness.quantile(0.99), Seconds(0));
  lateness.add(Seconds(-1e-9));
  lateness.add(Seconds(1e9));
  EXPECT_EQ(lateness.worst(), Seconds(1e9));
}

}  // namespace
}  // namespace mutation
