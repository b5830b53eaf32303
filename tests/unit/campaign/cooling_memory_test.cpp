#include "campaign/cooling_memory.h"

#include <gtest/gtest.h>

#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

// A GPU that is there, and never read.
class OneGpu : public PowerSource {
 public:
  std::string name() const override { return "made up"; }
  const Instrumentation& instrumentation() const override { return instruments_; }
  void read(Rate, SampleBatch&) override {}

 private:
  Instrumentation instruments_{.devices = {{.id = "GPU-0"}}};
};

std::vector<std::unique_ptr<PowerSource>> one_gpu() {
  std::vector<std::unique_ptr<PowerSource>> sources;
  sources.push_back(std::make_unique<OneGpu>());
  return sources;
}

class Remembered : public testing::Test {
 protected:
  class Nobody : public EventSink {
   public:
    void on_event(const Event&) override {}
  };
  SystemClock clock_;
  Monitor monitor_{one_gpu()};
  Result<SignalFd> signals_ = SignalFd::open({});
  Nobody nobody_;
  RunLoop loop_{clock_, monitor_, *signals_, nobody_};
  TemporaryFolder results_;
};

TEST_F(Remembered, WhatTheGateOfARunThatGoesOnHasShown) {
  const auto store = begun_session(results_.path());
  PlannedRun match = sequential_run();
  match.rules.cooling_policy = CoolingPolicy::match;
  EXPECT_FALSE(CoolingMemory(loop_, *store, results_.path()).has_target(match));
  AttemptRecord cold = sample_attempt(sequential_run(), 10);
  cold.outcome = Outcome::interrupted;
  cold.cooling.verdict = GateVerdict::too_cold;
  cold.cooling.target_temperature = Celsius{36};
  cold.cooling.fit = CoolingFit{.time_constant = Seconds(20), .at_rest = Celsius{31}};
  ASSERT_TRUE(store->begin_run("id-1", sequential_run(), at(10)).ok());
  ASSERT_TRUE(store->begin_attempt("id-1", 1, at(10)).ok());
  ASSERT_TRUE(store->end_attempt("id-1", cold).ok());
  const CoolingMemory memory(loop_, *store, results_.path());
  EXPECT_TRUE(memory.has_target(match)) << "its warm-up may come next";
  const CoolingReferences known = memory.before(match, 0);
  EXPECT_EQ(known.target, Celsius{36});
  EXPECT_EQ(known.time_constant->value, Seconds(20));
  EXPECT_TRUE(known.starts.empty()) << "it has not trained";
}

KnownDevice learned_of(const std::string& id, double seconds, double watts, int day) {
  return {.id = id,
          .time_constant = KnownTimeConstant{Seconds(seconds), 0.1},
          .idle_power = Watts{watts},
          .learned = UtcTime(std::chrono::hours(24 * day)),
          .session = "run"};
}

TEST_F(Remembered, WhatSessionsElsewhereHaveLearnedLastOfTheSameGpu) {
  const TemporaryFolder older;
  const TemporaryFolder newer;
  const TemporaryFolder nothing;
  ASSERT_TRUE(write_known_devices(older.path(), {learned_of("GPU-0", 20, 55, 1)}).ok());
  ASSERT_TRUE(write_known_devices(newer.path(),
                                  {learned_of("GPU-1", 90, 99, 3), learned_of("GPU-0", 40, 60, 2)})
                  .ok());
  const auto store = begun_session(results_.path());
  const std::vector<std::string> newer_first = {newer.path(), nothing.path(), older.path()};
  const std::vector<std::string> newer_last = {older.path(), nothing.path(), newer.path()};
  for (const auto& elsewhere : {newer_first, newer_last}) {
    const CoolingMemory memory(loop_, *store, results_.path(), {}, elsewhere);
    const CoolingReferences known = memory.before(sequential_run(), 0);
    EXPECT_EQ(known.time_constant->value, Seconds(40));
    EXPECT_EQ(known.idle_power, Watts{60});
  }
}

TEST_F(Remembered, OnItsOwnWhatItLearnedItselfAndNothingOfOtherGpus) {
  const TemporaryFolder elsewhere;
  ASSERT_TRUE(write_known_devices(elsewhere.path(),
                                  {learned_of("GPU-1", 90, 99, 3), learned_of("GPU-0", 40, 60, 2)})
                  .ok());
  const auto store = begun_session(results_.path());
  CoolingMemory memory(loop_, *store, results_.path(), {}, {elsewhere.path()});
  memory.keep();
  EXPECT_TRUE(read_known_devices(results_.path()).devices.empty()) << "it has learned nothing";
  RunRecord run;
  run.planned = sequential_run();
  run.attempts = {sample_attempt(sequential_run(), 10)};
  run.attempts[0].cooling.fit.reset();
  run.attempts[0].cooling.idle_power = Watts{58};
  memory.note(run, 0);
  memory.keep();
  const auto kept = read_known_devices(results_.path()).devices;
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].id, "GPU-0");
  EXPECT_EQ(kept[0].idle_power, Watts{58});
  EXPECT_EQ(kept[0].time_constant->value, Seconds(40));
}

}  // namespace
}  // namespace mutation
