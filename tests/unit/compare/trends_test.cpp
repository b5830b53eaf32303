// Whether figures go with time or with the temperature at which runs start.
#include "compare/trends.h"

#include <gtest/gtest.h>

#include <cmath>

#include "compare/analysis.h"
#include "unit/compare/lab.h"

namespace mutation {
namespace {

double noise(int i) {
  return 0.002 * std::sin(12.9898 * i * i);
}

TEST(Trends, FindADriftOfTheMachine) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 24; ++i) {
    const double hours = i / 6.0;
    runs.push_back(lab_run(i, (1000 + 500 * (i % 2)) * std::exp(0.01 * hours + noise(i) / 4),
                           {{"epochs", std::int64_t{5 + i % 2}}}));
    runs.back().start_temperature = Celsius{40.0 + i % 3};
  }
  const AuditedRuns audited(runs);
  const Analysis analysis = analyse(audited, {});
  ASSERT_EQ(analysis.drift.size(), 2U);
  EXPECT_EQ(analysis.drift[1].figure, "gpu_joules");
  EXPECT_NEAR(analysis.drift[1].percent_per_hour.value, 1.005, 0.02);
  // The first and the last run began 23/6 h apart.
  EXPECT_NEAR(analysis.drift[1].time.count(), 13800, 1);
  EXPECT_NEAR(analysis.drift[1].percent_in_all.value, 3.91, 0.1);
  EXPECT_LT(analysis.drift[1].p.value(), 1e-6);
  EXPECT_NEAR(analysis.drift[1].p_adjusted.value(), 2 * analysis.drift[1].p.value(), 1e-9)
      << "Holm's: the smaller of two";
  ASSERT_EQ(analysis.start_temperature.size(), 2U);
  EXPECT_GT(analysis.start_temperature[1].p.value(), 0.05);
  EXPECT_GE(analysis.start_temperature[1].p_adjusted.value(),
            analysis.start_temperature[1].p.value());
}

}  // namespace
}  // namespace mutation
