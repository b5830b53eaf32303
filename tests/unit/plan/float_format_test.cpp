#include "plan/float_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/make_plan.h"
#include "unit/plan/fixtures.h"

namespace mutation {
namespace {

using namespace fixtures;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

TEST(FloatFormat, TakesWhatPrintfTakesForOneFloat) {
  for (const std::string format : {"%.6f", "%f", "%e", "%.10g", "%+.3E", "%#G", "%.0f", "%.F"})
    EXPECT_TRUE(check_float_format(format)) << format;
}

TEST(FloatFormat, RefusesEverythingElse) {
  for (const std::string format :
       {"", "%", "6f", "%d", "%s", "%.6", "%.6ff", " %.6f", "%.6f ", "%n", "%*f", "%.*f", "%.999f",
        "%.61f", "%8f", "%lf", "%.6f%.6f", "{:.6f}"}) {
    EXPECT_FALSE(check_float_format(format)) << format;
  }
}

TEST(FloatFormat, WritesAsPrintfDoes) {
  EXPECT_EQ(formatted(0.00008, "%.6f"), "0.000080");
  EXPECT_EQ(formatted(1e-07, "%.6f"), "0.000000");
  EXPECT_EQ(formatted(1e-07, "%e"), "1.000000e-07");
  EXPECT_EQ(formatted(0.1, "%g"), "0.1");
  EXPECT_EQ(formatted(0.1, "%.20g"), "0.10000000000000000555");
  EXPECT_EQ(formatted(2.5, "%.f"), "2");
  EXPECT_EQ(formatted(2, "%+.1f"), "+2.0");
}

Plan formatted_plan(const Settings& asked, const std::string& format) {
  Plan plan = make_plan(asked, catalogue(), {}, "/root", 42).value();
  apply_float_format(plan, catalogue(), format);
  return plan;
}

TEST(FloatFormat, RecordsWhatIsPassedAndWhatWasDrawnBeside) {
  Settings asked = settings({mutation_entry(0, {"learning_rate", "epochs"})});
  const PlannedTraining training = formatted_plan(asked, "%.6f").runs.at(0).foreground;
  EXPECT_EQ(training.hyperparameters[0].value, Value(0.100938));
  EXPECT_EQ(training.unrounded_hyperparameters[0].value, Value(0.10093786645433042));
  EXPECT_EQ(*find(training.effective_hyperparameters, "learning_rate"), Value(0.100938));
  EXPECT_THAT(training.command,
              ElementsAre("./train.sh", "-n", "resnet20", "--lr", "0.100938", "-e", HasSubstr("")));
}

TEST(FloatFormat, LeavesTheRecordOfAValueThatItHoldsExactly) {
  const PlannedTraining training =
      formatted_plan(settings({fixed_entry(0, {{"learning_rate", 0.5}})}), "%.6f")
          .runs.at(0)
          .foreground;
  EXPECT_THAT(training.command, Contains("0.500000"));
  EXPECT_THAT(training.unrounded_hyperparameters, IsEmpty());
}

TEST(FloatFormat, SaysWhereNothingIsLeftAndWhereRunsBecomeTheSame) {
  const Plan nothing =
      formatted_plan(settings({fixed_entry(0, {{"learning_rate", 1e-07}})}), "%.6f");
  EXPECT_THAT(nothing.notes, Contains("learning_rate is passed as 0.000000 in 1 run: %.6f leaves "
                                      "nothing of it"));
  Settings asked = settings({mutation_entry(0, {"learning_rate"})});
  asked.runs_per_config = 4;
  EXPECT_THAT(formatted_plan(asked, "%.1f").notes, Contains(HasSubstr("the same as another")));
}

}  // namespace
}  // namespace mutation
