// A run's page: its record, its readings thinned, and as much of both as there is room for.
#include "report/run_page.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

class RunPage : public testing::Test {
 protected:
  void SetUp() override { store_ = begun_session(results_.path()); }

  Json page(const std::string& run_id, const PageDetail& detail = {}) {
    const auto text = run_page_json(store_->directory(), run_id, detail);
    EXPECT_TRUE(text.ok()) << (text.ok() ? "" : to_text(text.error()));
    return text.ok() ? Json::parse(*text) : Json();
  }

  TemporaryFolder results_;
  std::unique_ptr<SessionStore> store_;
};

// Of a record's fields those that a test of experiment.json has.
TEST_F(RunPage, HasWhatTheRecordHasButForTheAttemptsAndTheClocks) {
  record_run(*store_, sequential_run(), "0199-a", 10);
  const Json shown = page("0199-a");
  const Json record =
      Json::parse(text_of_file(store_->directory() + "/examples_mnist_ff_001/experiment.json"));
  for (const auto& [name, value] : record.items()) {
    const bool left_out = name == "attempts" || name.ends_with("_monotonic_seconds") ||
                          name.ends_with("_boot_seconds");
    EXPECT_EQ(shown.contains(name), !left_out) << name;
    const bool has_clocks = name == "phases" || name == "strangers";
    if (!left_out && !has_clocks) {
      EXPECT_EQ(shown[name], value) << name;
    }
  }
  EXPECT_EQ(shown["phases"][0]["start"], "2025-11-12T09:30:11.000000Z");
  EXPECT_FALSE(shown["phases"][0].contains("start_monotonic_seconds"));
}

TEST_F(RunPage, HasTheHyperparametersWhateverTheirNames) {
  PlannedRun planned = sequential_run();
  planned.index = 11;  // not in the session's plan
  planned.experiment_id = "other_names";
  planned.foreground.hyperparameters =
      planned.foreground.effective_hyperparameters = {{"warm_boot_seconds", 3.5}};
  planned.foreground.environment = {{"x_monotonic_seconds", "1"}};
  record_run(*store_, planned, "0199-h", 10);
  const Json shown = page("0199-h");
  EXPECT_EQ(shown["hyperparameters"].dump(), R"({"warm_boot_seconds":3.5})");
  EXPECT_EQ(shown["effective_hyperparameters"].dump(), R"({"warm_boot_seconds":3.5})");
}

TEST_F(RunPage, HasTheTimelineTheAttemptsAndTheLogsEnd) {
  record_run(*store_, sequential_run(), "0199-a", 10);
  const Json shown = page("0199-a");
  EXPECT_EQ(shown["timeline"].dump(),
            R"({"start":1762939810,"thinned":false,"series":[{"device":"SIM-0",)"
            R"x("label":"simulated GPU (GPU 0)","quantity":"power","unit":"W",)x"
            R"("source":"simulated","simulated":true,"t":[2.031],"low":[70.1],"high":[70.1],)"
            R"("mean":[70.1]}],"gaps":[[2,9,"SIM-0",""]]})");
  EXPECT_EQ(shown["attempts_short"].dump(),
            R"([{"number":1,"outcome":"succeeded","reasons":[],"duration_seconds":7.5,)"
            R"("exit_code":0,"signal":null,"start":1762939810,"end":1762939819}])");
  EXPECT_EQ(shown["log_tail"], "");
  EXPECT_EQ(shown["run_directory"], "examples_mnist_ff_001");
}

TEST_F(RunPage, OfAParallelRunHasItsTwoTrainings) {
  record_run(*store_, parallel_run(), "0199-b", 10);
  const Json shown = page("0199-b");
  EXPECT_EQ(shown["mode"], "parallel");
  EXPECT_EQ(shown["foreground"]["hyperparameters"]["epochs"], 8);
  EXPECT_EQ(shown["background"]["model"], "mnist");
  EXPECT_EQ(shown["load"]["verdict"], "proved");
}

TEST_F(RunPage, OfARunThatGoesOnSaysSoAndHasItsReadingsSoFar) {
  ASSERT_TRUE(store_->begin_run("0199-c", sequential_run(), at(10)).ok());
  ASSERT_TRUE(store_->begin_attempt("0199-c", 1, at(10)).ok());
  ASSERT_TRUE(store_->append_samples({{{0, at(11).monotonic, 55.5}}, {}, {}}).ok());
  const Json shown = page("0199-c");
  EXPECT_EQ(shown["outcome"], "running");
  EXPECT_EQ(shown["timestamp"], nullptr);
  EXPECT_EQ(shown["simulated"], true);  // though it has no figure yet
  EXPECT_EQ(shown["timeline"]["series"][0]["high"].dump(), "[55.5]");
  EXPECT_EQ(shown["attempts_short"][0]["end"], nullptr);
}

// A run with a long cooling curve, a long log, and readings of one peak.
RunRecord long_run(SessionStore& store) {
  const PlannedRun planned = sequential_run();
  EXPECT_TRUE(store.begin_run("0199-d", planned, at(0)).ok());
  EXPECT_TRUE(store.begin_attempt("0199-d", 1, at(0)).ok());
  SampleBatch batch;
  for (int i = 0; i < 3000; ++i)
    batch.readings.push_back({0, at(i * 0.1).monotonic, i == 1234 ? 987.65 : 100.04});
  EXPECT_TRUE(store.append_samples(batch).ok());
  RunRecord run = sample_record(planned, "0199-d", 0);
  AttemptRecord& attempt = run.attempts.front();
  attempt.cooling.curve.clear();
  for (int i = 0; i < 100; ++i)
    attempt.cooling.curve.push_back({Seconds(i + 0.0123), Watts{70.123}, Celsius{50}});
  attempt.log_tail = "first line\nsecond line\nlast line\n";
  attempt.energy.gpu_energy_total_joules = 1234.567891;
  EXPECT_TRUE(store.end_attempt("0199-d", attempt).ok());
  EXPECT_TRUE(store.end_run(run).ok());
  return run;
}

TEST_F(RunPage, IsReducedWithoutLosingPeaks) {
  long_run(*store_);
  const Json shown = page("0199-d", {.points = 20,
                                     .curve_points = 10,
                                     .log_bytes = 15,
                                     .all_series = false,
                                     .digits = 5,
                                     .uncertainty_parts = false});
  const Json& power = shown["timeline"]["series"][0];
  EXPECT_EQ(shown["timeline"]["thinned"], true);
  EXPECT_EQ(power["t"].size(), 19u);
  EXPECT_EQ(power["high"][7], 987.7);
  EXPECT_EQ(power["low"][7], 100);
  EXPECT_EQ(shown["cooling"]["curve"].size(), 10u);
  EXPECT_EQ(shown["cooling"]["curve"][9]["since_start_seconds"], 99);
  EXPECT_EQ(shown["cooling"]["curve"][9]["power_watts"], 70.1);
  EXPECT_EQ(shown["log_tail"], "…\nlast line\n");
  EXPECT_EQ(shown["energy_metrics"]["gpu_energy_total_joules"], 1234.6);
  EXPECT_TRUE(shown["phases"][0]["energy"][0]["uncertainty_parts"].empty());
}

TEST_F(RunPage, WithoutLogsHasNothingThatATrainingPrinted) {
  long_run(*store_);
  const Json shown = page("0199-d", {.log_bytes = 0});
  EXPECT_EQ(shown["log_tail"], "");
  EXPECT_TRUE(shown["success_lines"].empty());
}

TEST_F(RunPage, OfNoRunIsAnError) {
  EXPECT_FALSE(run_page_json(store_->directory(), "nobody").ok());
  EXPECT_FALSE(run_page_json(results_.path(), "nobody").ok());
}

}  // namespace
}  // namespace mutation
