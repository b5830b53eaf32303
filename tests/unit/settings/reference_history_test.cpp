#include "settings/reference_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(ReferenceHistory, SeesNineColumnsAsFloatsAndTheModeInTheId) {
  const auto rows = reference_rows(
      "experiment_id,repository,model,hyperparam_epochs,hyperparam_learning_rate,hyperparam_x\r\n"
      "a_001,examples,mnist,10,1e-05,4\r\n"
      "a_002_parallel,examples,mnist,,0.5,\r\n");
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].repo, "examples");
  EXPECT_EQ(rows[0].model, "mnist");
  EXPECT_FALSE(rows[0].parallel);
  EXPECT_EQ(rows[0].hyperparameters, (Hyperparameters{{"epochs", 10.0}, {"learning_rate", 1e-05}}));
  EXPECT_TRUE(rows[1].parallel);
  EXPECT_EQ(rows[1].hyperparameters, (Hyperparameters{{"learning_rate", 0.5}}));
}

TEST(ReferenceHistory, DoesNotSeeTheForegroundsColumns) {
  EXPECT_THAT(reference_rows("experiment_id,fg_repository,fg_hyperparam_epochs\na_parallel,e,10\n"),
              IsEmpty());
}

TEST(ReferenceHistory, TakesNumbersAsPythonDoes) {
  const auto rows = reference_rows(
      "hyperparam_alpha\n\" 0.25 \"\n1_000\nten\n0x10\n\n,\nnan\n\"a \"\"quoted\"\"\nline\"\n");
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[0].hyperparameters[0].value, Value(0.25));
  EXPECT_EQ(rows[1].hyperparameters[0].value, Value(1000.0));
  EXPECT_TRUE(std::isnan(std::get<double>(rows[2].hyperparameters[0].value)));
}

TEST(ReferenceHistory, DropsAWholeFileThatPythonFailedOn) {
  EXPECT_THAT(reference_rows("hyperparam_alpha,experiment_id\n1,a\n2\n"), IsEmpty());
  EXPECT_THAT(reference_rows("hyperparam_alpha\n1\n\xFF\n"), IsEmpty());
  EXPECT_THAT(reference_rows(""), IsEmpty());
}

TEST(ReferenceHistory, GoesOnWithoutFilesThatAreNotThere) {
  const ReferenceHistory history =
      read_reference_history({"data/nothing.csv", "/proc"}, "/proc/self");
  EXPECT_THAT(history.rows, IsEmpty());
  EXPECT_THAT(history.notes, ElementsAre(HasSubstr("data/nothing.csv is not there"),
                                         HasSubstr("/proc cannot be read")));
  EXPECT_EQ(history.ends, "");
}

TEST(ReferenceHistory, EndsOnAMissingFileOutsideTheRoot) {
  EXPECT_THAT(read_reference_history({"/nowhere/a.csv"}, "/proc").ends,
              HasSubstr("/nowhere/a.csv"));
  EXPECT_EQ(read_reference_history({"/proc/nowhere.csv"}, "/proc").ends, "");
}

}  // namespace
}  // namespace mutation
