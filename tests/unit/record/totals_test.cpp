// What the store says of a session as a whole.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "energy/consumption.h"
#include "record/from_json.h"
#include "record/json_of.h"
#include "record/plan_json.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::HasSubstr;

TEST(Totals, OfTheStoreAreThoseOfItsRecords) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  const RunRecord first = record_run(*store, sequential_run(), "id-1", 10);
  const RunRecord second = record_run(*store, parallel_run(), "id-2", 500);
  Consumption expected;
  for (const RunRecord& run : {first, second}) {
    for (const AttemptRecord& attempt : run.attempts) add(attempt, expected);
  }
  const auto stored = store->consumption();
  ASSERT_TRUE(stored.ok()) << to_text(stored.error());
  EXPECT_EQ(expected.simulated, Joules{1500});
  EXPECT_EQ(stored->gpu, expected.gpu);
  EXPECT_EQ(stored->cpu, expected.cpu);
  EXPECT_EQ(stored->simulated, expected.simulated);
  EXPECT_EQ(stored->attempts, expected.attempts);
  EXPECT_EQ(stored->incomplete, expected.incomplete);
  const auto session = read_session(store->directory());
  ASSERT_TRUE(session.ok());
  EXPECT_EQ(consumption_of(*session).simulated, expected.simulated);
}

TEST(Totals, OfASessionWithoutRunsAreNone) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  const auto stored = store->consumption();
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(stored->gpu, std::nullopt);
  EXPECT_EQ(stored->attempts, 0);
  EXPECT_EQ(stored->incomplete, 0);
  EXPECT_EQ(store->outcomes()->succeeded, 0);
}

TEST(Totals, CountOutcomesAndKnowWhatComesNext) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  EXPECT_EQ(*store->next_behind(1), "examples_mnist_ff_002_parallel");
  record_run(*store, sequential_run(), "id-1", 10);
  EXPECT_EQ(*store->next_behind(2), "");
  PlannedRun warm_up = sequential_run();
  warm_up.index = 3;
  warm_up.experiment_id = "mnist_ff_003_warmup";
  ASSERT_TRUE(store->add_run(warm_up, 2).ok());
  EXPECT_EQ(*store->next_behind(3), "examples_mnist_ff_002_parallel");
  EXPECT_EQ(store->outcomes()->succeeded, 1);
}

TEST(Electricity, ComesBackFromThePlanAndTheSession) {
  Plan plan = sample_plan();
  plan.tariff = {.price_per_kwh = 0.3, .currency = "EUR", .source = "bill"};
  EXPECT_EQ(plan_from_json(plan_json(plan))->tariff.price_per_kwh, 0.3);
  EXPECT_EQ(plan_from_json(plan_json(plan))->tariff.grid_grams_per_kwh, std::nullopt);
  SessionInfo info = sample_session();
  info.tariff = {.grid_grams_per_kwh = 380};
  const auto read = session_info_of(to_line(json_of(info)), "info");
  ASSERT_TRUE(read.ok()) << to_text(read.error());
  EXPECT_EQ(read->tariff.grid_grams_per_kwh, 380);
  EXPECT_EQ(read->tariff.currency, "");
  info.tariff = {};
  EXPECT_THAT(to_line(json_of(info)), HasSubstr("\"electricity\":null"));
}

}  // namespace
}  // namespace mutation
