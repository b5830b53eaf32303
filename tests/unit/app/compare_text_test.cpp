// What a comparison says in words.
#include "app/compare_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace mutation {
namespace {

using ::testing::HasSubstr;

Comparison seen() {
  Comparison comparison;
  comparison.figure = "gpu_joules";
  comparison.a = {.label = "A", .runs = 8, .mean = {1000, 990, 1010}};
  comparison.b = {.label = "B", .runs = 8, .mean = {1020, 1010, 1030}};
  comparison.difference = {20, 10, 30};
  comparison.test = "Welch";
  comparison.p = comparison.p_adjusted = 0.001;
  return comparison;
}

std::string text_of(const std::vector<Comparison>& comparisons) {
  RunsCompared shown;
  shown.comparisons = comparisons;
  return joined(compared_lines(shown), "\n");
}

// Small configurations save 10 %, the large one, of more joules than all others, takes 1 % more:
// what was tested are the logarithms.
TEST(CompareText, SaysWhichSideIsHigherByWhatWasTested) {
  Comparison comparison = seen();
  comparison.ratio = Interval{1.02, 1.01, 1.03};
  EXPECT_THAT(text_of({comparison}), HasSubstr("B higher"));
  comparison.strata = 4;
  comparison.test = "stratified t";
  comparison.ratio = Interval{0.93, 0.9, 0.96};
  EXPECT_THAT(text_of({comparison}), HasSubstr("B lower"));
  comparison.ratio.reset();
  EXPECT_THAT(text_of({comparison}), HasSubstr("B higher"));
}

TEST(CompareText, CountsInHolmsCorrectionWhatHasAP) {
  Comparison too_few = seen();
  too_few.p.reset();
  too_few.p_adjusted.reset();
  EXPECT_THAT(text_of({seen(), too_few}), HasSubstr("Holm's over 1 comparison\n"));
}

}  // namespace
}  // namespace mutation
