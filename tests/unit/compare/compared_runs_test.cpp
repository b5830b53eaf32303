// Which runs of two groups are compared with which, and which never are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compare/comparison.h"
#include "unit/compare/compared.h"

namespace mutation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Whether or not the seeds are the same, each is a repeat of its configuration.
TEST(ComparedRuns, TakesRunsOfDifferentSeedsAsRepeats) {
  std::vector<RecordedRun> a, b;
  for (int i = 0; i < 18; ++i) {
    const double joules = 200.0 * (5 + i % 3) * (1 + 0.004 * std::sin(78.233 * i * i));
    a.push_back(lab_run(2 * i, joules, {{"epochs", std::int64_t{5 + i % 3}}}));
    b.push_back(lab_run(2 * i + 1, 0.97 * joules, {{"epochs", std::int64_t{5 + i % 3}}}));
    a.back().effective_hyperparameters.push_back({"seed", std::int64_t{1 + i}});
    b.back().effective_hyperparameters.push_back({"seed", std::int64_t{7}});
  }
  const Comparison one = compared(a, b).at(0);
  EXPECT_EQ(one.within, "configuration");
  EXPECT_EQ(one.strata, 3U);
  EXPECT_THAT(one.notes, IsEmpty());
  EXPECT_LT(one.p.value(), 1e-6);
  for (int i = 0; i < 18; ++i)
    b[std::size_t(i)].effective_hyperparameters.back().value = std::int64_t{1 + i};
  const Comparison paired = compared(a, b).at(0);
  EXPECT_EQ(paired.within, "configuration and seed");
  EXPECT_TRUE(paired.paired);
}

TEST(ComparedRuns, NamesOnlyHyperparametersThatDoNotMatch) {
  std::vector<RecordedRun> a, b;
  for (int i = 0; i < 12; ++i) {
    a.push_back(lab_run(2 * i, 1000 + i % 5,
                        {{"batch", std::int64_t{8 + i % 2}}, {"epochs", std::int64_t{5 + i}}}));
    b.push_back(lab_run(2 * i + 1, 1010 + i % 5,
                        {{"batch", std::int64_t{8 + i % 2}}, {"epochs", std::int64_t{105 + i}}}));
    a.back().effective_hyperparameters.push_back({"seed", std::int64_t{i}});
    b.back().effective_hyperparameters.push_back({"seed", std::int64_t{100 + i}});
  }
  EXPECT_THAT(compared(a, b).at(0).notes,
              ElementsAre(HasSubstr("the sides' values of epochs do not match")));
}

TEST(ComparedRuns, NeverTakesDevicesTogether) {
  auto a = runs_of({1000, 1001, 1002, 2000, 2001, 2002});
  auto b = runs_of({1010, 1011, 1012, 2010, 2011, 2012}, 1);
  for (std::size_t i = 3; i < 6; ++i) a[i].device = b[i].device = "GPU-2";
  const auto comparisons = compared(a, b);
  ASSERT_EQ(comparisons.size(), 2U);
  EXPECT_EQ(comparisons[0].device, "GPU-1");
  EXPECT_NEAR(comparisons[0].difference.value, 10, 1e-9);
  EXPECT_EQ(comparisons[1].device, "GPU-2");
  for (RecordedRun& run : b) run.device = "GPU-3";
  EXPECT_THAT(compared(a, b), IsEmpty());
}

TEST(ComparedRuns, NeverTakesSimulatedAndRealOnesTogether) {
  const auto a = runs_of({1000, 1001, 1002});
  auto b = runs_of({1010, 1011, 1012}, 1);
  for (RecordedRun& run : b) run.simulated = true;
  EXPECT_THAT(compared(a, b), IsEmpty());
}

TEST(ComparedRuns, DoesNotTakeModesTogether) {
  std::vector<RecordedRun> a, b;
  for (int i = 0; i < 8; ++i) {
    a.push_back(lab_run(2 * i, 1000 + i % 3));
    b.push_back(lab_run(2 * i + 1, 1010 + i % 3));
    if (i % 4 == 0) continue;
    for (RecordedRun* run : {&a.back(), &b.back()}) {
      run->parallel = true;
      run->energy.gpu_energy_total_joules = *run->energy.gpu_energy_total_joules + 700;
    }
  }
  const Comparison one = compared(a, b).at(0);
  EXPECT_EQ(one.within, "model and mode");
  EXPECT_EQ(one.strata, 2U);
  EXPECT_NEAR(one.difference.value, 10, 1e-9);
}

TEST(ComparedRuns, OfSequentialRunsIsWithEachBackgroundByItself) {
  const auto a = runs_of({1000, 1001, 1002});
  auto b = runs_of({1300, 1301, 1302, 1700, 1701, 1702}, 1);
  for (std::size_t i = 0; i < b.size(); ++i) {
    b[i].parallel = true;
    b[i].background = RecordedBackground{"load", i < 3 ? "big" : "small", {}};
  }
  const auto comparisons = compared(a, b);
  ASSERT_EQ(comparisons.size(), 2U);
  EXPECT_EQ(comparisons[0].a.label, "A");
  EXPECT_EQ(comparisons[0].b.label, "B beside load/big");
  EXPECT_NEAR(comparisons[0].difference.value, 300, 1e-9);
  EXPECT_EQ(comparisons[1].b.label, "B beside load/small");
  EXPECT_NEAR(comparisons[1].difference.value, 700, 1e-9);
  const auto turned = compared(b, a);
  ASSERT_EQ(turned.size(), 2U);
  EXPECT_EQ(turned[1].a.label, "A beside load/small");
  EXPECT_NEAR(turned[1].difference.value, -700, 1e-9);
}

TEST(ComparedRuns, OfNoCommonModelIsNoneAndSaysWhatTheSidesHave) {
  auto a = runs_of({1000, 1001, 1002, 1003});
  auto b = runs_of({1010, 1011, 1012}, 1);
  a[0].model = a[1].model = "small";
  a[2].model = a[3].model = "large";
  for (RecordedRun& run : b) run.model = "x";
  std::set<std::string> unmatched;
  EXPECT_THAT(compare_sides(pointers_to(a), "A", pointers_to(b), "B", "gpu_joules", {}, &unmatched),
              IsEmpty());
  const std::string repo = a[0].repository;
  EXPECT_THAT(unmatched, ElementsAre(AllOf(HasSubstr("A has " + repo + "/large in sequence, " +
                                                     repo + "/small in sequence"),
                                           HasSubstr("B has " + repo + "/x in sequence"))));
}

TEST(ComparedRuns, SaysThatOneSideWasRunAfterTheOther) {
  const auto a = runs_of({1000, 1001, 1002});
  const auto b = runs_of({1010, 1011, 1012}, 100);
  EXPECT_THAT(compared(a, b).at(0).notes, ElementsAre(HasSubstr("one side was run after")));
}

TEST(ComparedRuns, SaysThatInEverySessionTheSameSideWasRunFirst) {
  std::vector<RecordedRun> a, b;
  for (int i = 0; i < 10; ++i) {
    const bool later = i >= 5;
    a.push_back(lab_run(i + (later ? 1000 : 0), 1000 + i % 4));
    b.push_back(lab_run(i + (later ? 1100 : 100), 1010 + i % 4));
    if (later) a.back().session = b.back().session = "run_20260106_101500";
  }
  EXPECT_THAT(compared(a, b).at(0).notes,
              ElementsAre(HasSubstr("in every session one side was run after the other")));
  // In the second session the other was first: what drifts is in the difference once with each
  // sign.
  for (int i = 5; i < 10; ++i) {
    a[std::size_t(i)].start = *a[std::size_t(i)].start + std::chrono::hours(1000);
  }
  EXPECT_THAT(compared(a, b).at(0).notes, IsEmpty());
}

}  // namespace
}  // namespace mutation
