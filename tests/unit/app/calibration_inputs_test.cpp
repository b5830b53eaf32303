// How much of the control workload fills a run, by what its trial has written.
#include "app/calibration_inputs.h"

#include <gmock/gmock.h>

namespace mutation {
namespace {

using testing::HasSubstr;

TEST(CalibrationInputs, TakeTheAmountFromTheTrialsRate) {
  const std::string output = "cpu_rounds_per_second 1250\ngpu_launches_per_second 0\n";
  EXPECT_EQ(amount_in(output, "cpu_rounds_per_second", 20).value(), 25000u);
  EXPECT_EQ(amount_in(output, "gpu_launches_per_second", 20).value(), 1u) << "slow, but told";
}

TEST(CalibrationInputs, ARateThatTheTrialDoesNotTellIsAnErrorAndNoRound) {
  for (const char* output :
       {"", "cpu_rounds_per_second\n", "cpu_rounds_per_second soon\n", "gpu_rounds 3\n"}) {
    const auto amount = amount_in(output, "cpu_rounds_per_second", 20);
    ASSERT_FALSE(amount.ok()) << output;
    EXPECT_THAT(amount.error().message, HasSubstr("says nothing of cpu_rounds_per_second"));
  }
}

}  // namespace
}  // namespace mutation
