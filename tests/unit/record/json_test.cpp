// plan.json, experiment.json, records as JSON and back, events as lines.
#include <gmock/gmock.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "record/event_line.h"
#include "record/experiment_json.h"
#include "record/from_json.h"
#include "record/json_of.h"
#include "record/plan_json.h"
#include "unit/record/samples.h"

namespace mutation {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string experiment(const RunRecord& run) {
  SessionInfo session = sample_session();
  session.name = "run_20251112_093000";
  session.directory = "/results/run_20251112_093000";
  return experiment_json(run, {session, 7});
}

TEST(PlanJson, GivesTheWholePlanBack) {
  const Result<Plan> plan = plan_from_json(plan_json(sample_plan()));
  ASSERT_TRUE(plan.ok()) << to_text(plan.error());
  EXPECT_EQ(plan_json(*plan), plan_json(sample_plan()));
  EXPECT_EQ(plan->seed, 18446744073709551615u);
  EXPECT_EQ(plan->runs[1].background->hyperparameters, parallel_run().background->hyperparameters);
  EXPECT_EQ(plan->runs[0].foreground.environment, sequential_run().foreground.environment);
  EXPECT_EQ(plan->runs[0].timings.timeout, Seconds(3600));
  EXPECT_EQ(plan->runs[0].devices, std::vector<std::string>{"0"});
}

TEST(PlanJson, KeepsTheTypeOfEveryHyperparameter) {
  Plan plan = sample_plan();
  const Hyperparameters all = {{"flag", true},
                               {"whole", std::int64_t{10}},
                               {"real", 10.0},
                               {"tiny", 8.000000000000001e-05},
                               {"text", std::string("10")}};
  plan.runs[0].foreground.hyperparameters = all;
  EXPECT_EQ(plan_from_json(plan_json(plan))->runs[0].foreground.hyperparameters, all);
}

TEST(PlanJson, OfANewerProgramOrBrokenIsAnError) {
  std::string newer = plan_json(sample_plan());
  newer.replace(newer.find("\"schema_version\": 1"), 19, "\"schema_version\": 2");
  EXPECT_THAT(plan_from_json(newer).error().message, HasSubstr("newer program"));
  EXPECT_THAT(plan_from_json("{\"schema_version\": 1").error().message,
              StartsWith("read the plan"));
  EXPECT_THAT(plan_from_json("{\"schema_version\": 1}").error().message,
              HasSubstr("experiment_name"));
}

TEST(ExperimentJson, OfASequentialRunBeginsAsThePythonToolsDid) {
  EXPECT_THAT(experiment(sample_record(sequential_run(), "id-1", 0)), StartsWith(R"({
  "experiment_id": "examples_mnist_ff_001",
  "timestamp": "2025-11-12T09:30:09.250000",
  "repository": "examples",
  "model": "mnist_ff",
  "hyperparameters": {
    "epochs": 8
  },
  "duration_seconds": 7.5,
  "energy_metrics": {
    "cpu_energy_pkg_joules": 196.9,
    "cpu_energy_ram_joules": null,
    "cpu_energy_total_joules": 196.9,
    "gpu_power_avg_watts": null,
    "gpu_power_max_watts": null,
    "gpu_power_min_watts": null,
    "gpu_energy_total_joules": 750.0,
    "gpu_temp_avg_celsius": null,
    "gpu_temp_max_celsius": null,
    "gpu_util_avg_percent": null,
    "gpu_util_max_percent": null,
    "gpu_energy_sum_legacy_joules": 700.0,
    "gpu_energy_uncertainty_joules": null,
    "gpu_energy_above_idle_joules": null,
    "gpu_energy_above_background_joules": null,
    "gpu_energy_above_idle_uncertainty_joules": null,
    "gpu_energy_above_background_uncertainty_joules": null,
    "gpu_energy_foreground_share_joules": null,
    "cpu_energy_domains": [
      "package-0"
    ],
    "simulated": true
  },
  "performance_metrics": {
    "accuracy": 0.5
  },
  "training_success": true,
  "retries": 0,
  "error_message": "Training completed successfully",
  "effective_hyperparameters": {)"));
}

TEST(ExperimentJson, OfAParallelRunHasForegroundAndBackground) {
  const Json json = Json::parse(experiment(sample_record(parallel_run(), "id-2", 0)));
  std::vector<std::string> names;
  for (const auto& [name, value] : json.items()) names.push_back(name);
  names.resize(8);
  EXPECT_THAT(names, testing::ElementsAre("experiment_id", "timestamp", "mode", "foreground",
                                          "background", "repository", "model", "schema_version"));
  names.clear();
  for (const auto& [name, value] : json["foreground"].items()) names.push_back(name);
  names.resize(9);
  EXPECT_THAT(names,
              testing::ElementsAre("repository", "model", "hyperparameters", "duration_seconds",
                                   "energy_metrics", "performance_metrics", "training_success",
                                   "retries", "error_message"));
  Json background = json["background"];
  for (const char* ours : {"effective_hyperparameters", "argv", "git", "train_script_sha256"}) {
    EXPECT_EQ(background.erase(ours), 1u) << ours;
  }
  EXPECT_EQ(to_line(background),
            "{\"repository\":\"examples\",\"model\":\"mnist\","
            "\"hyperparameters\":{\"learning_rate\":1e-05},"
            "\"log_directory\":\"/results/run_20251112_093000/examples_mnist_ff_002_parallel/"
            "background_logs\","
            "\"note\":\"Background training served as GPU load only (not monitored)\"}");
  EXPECT_EQ(json["load"]["verdict"], "proved");
  EXPECT_EQ(json["mode"], "parallel");
}

TEST(ExperimentJson, NamesWhatTheFiguresRestOn) {
  const Json json = Json::parse(experiment(sample_record(sequential_run(), "id-1", 0)));
  EXPECT_EQ(json["run_id"], "id-1");
  EXPECT_EQ(json["start"], "2025-11-12T09:30:00.000000Z");
  EXPECT_EQ(json["start_boot_seconds"], 2000.0);
  EXPECT_EQ(json["exit_code"], 0);
  EXPECT_TRUE(json["signal"].is_null());
  EXPECT_EQ(json["devices"][0]["uuid"], "SIM-0");
  EXPECT_EQ(json["devices"][0]["power_limit_watts"], 300.0);
  EXPECT_EQ(json["not_measured"][0]["reason"], "no libnvidia-ml.so.1");
  EXPECT_EQ(json["energy_reasons"][0], "cpu_energy_ram_joules: no DRAM domain");
  EXPECT_EQ(json["hashes"]["train_script_sha256"], "cc");
  EXPECT_EQ(json["git"]["commit"], "0123abcd");
  EXPECT_EQ(json["git"]["dirty"], true);
  EXPECT_EQ(json["waits"]["asked"]["cooling_seconds"], 60.0);
  EXPECT_EQ(json["waits"]["taken"]["cooling_seconds"], 61.5);
  EXPECT_EQ(json["sampling"]["coverage"], 1.0);
  EXPECT_EQ(json["cooling"]["curve"].size(), 2u);
  EXPECT_EQ(json["simulated"], true);
}

TEST(ExperimentJson, OfAFailedRunHasEveryAttemptAndTheReasonsAsErrorMessage) {
  RunRecord run = sample_record(sequential_run(), "id-1", 0);
  run.outcome = Outcome::failed;
  run.reasons = {{"exit_status", "exit code 1"}, {"no_metrics", "no metric found"}};
  run.attempts.push_back(sample_attempt(run.planned, 100, 2));
  run.attempts[0].log_tail = "caf\xC3\xA9 then \xFF\xFE";
  const Json json = Json::parse(experiment(run));
  EXPECT_EQ(json["training_success"], false);
  EXPECT_EQ(json["retries"], 1);
  EXPECT_EQ(json["error_message"], "exit code 1; no metric found");
  EXPECT_EQ(json["attempts"][0]["directory"], "attempts/1");
  EXPECT_EQ(json["attempts"][1]["directory"], ".");
  EXPECT_EQ(json["attempts"][0]["log_tail"], "caf\xC3\xA9 then \xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(ExperimentJson, OfASuspectRunIsASuccessThatSaysWhyItIsSuspect) {
  RunRecord run = sample_record(sequential_run(), "id-1", 0);
  run.outcome = Outcome::suspect;
  run.reasons = {{"throttled", "thermal slowdown for 12.0 s"}};
  const Json json = Json::parse(experiment(run));
  EXPECT_EQ(json["training_success"], true);
  EXPECT_EQ(json["error_message"], "thermal slowdown for 12.0 s");
}

TEST(ExperimentJson, CanBeOfARunThatHadNoAttempt) {
  RunRecord run = sample_record(sequential_run(), "id-1", 0);
  run.attempts.clear();
  run.outcome = Outcome::interrupted;
  const Json json = Json::parse(experiment(run));
  EXPECT_EQ(json["training_success"], false);
  EXPECT_EQ(json["error_message"], "interrupted");
  EXPECT_TRUE(json["exit_code"].is_null());
}

TEST(OwnDevices, AreTheRunsByIndexOrUuidElseTheSessions) {
  SessionInfo info = sample_session();
  PlannedRun run = sequential_run();
  EXPECT_EQ(own_devices_of(run, info), std::vector<int>{0});
  run.devices = {"SIM-0"};
  EXPECT_EQ(own_devices_of(run, info), std::vector<int>{0});
  run.devices = {"5"};
  EXPECT_TRUE(own_devices_of(run, info).empty());
  run.devices.clear();
  info.own_devices = {};
  EXPECT_TRUE(own_devices_of(run, info).empty());
}

TEST(RecordJson, GivesAnAttemptBack) {
  AttemptRecord attempt = sample_attempt(parallel_run(), 12.345678);
  attempt.timed_out = true;
  attempt.status = {std::nullopt, 9};
  attempt.reasons = {{"timeout", "longer than 5 s"}};
  attempt.gaps = {"nvml power: 3.2 s"};
  const std::string text = to_line(json_of(attempt));
  const Result<AttemptRecord> back = attempt_of(text, "it");
  ASSERT_TRUE(back.ok()) << to_text(back.error());
  EXPECT_EQ(to_line(json_of(*back)), text);
  EXPECT_EQ(back->load->runs[0].end, std::nullopt);
  EXPECT_EQ(back->phases[0].energy[0].figure.energy, Joules{750});
}

TEST(RecordJson, GivesAnAttemptWhoseTrainingNeverStartedBack) {
  AttemptRecord attempt;
  attempt.start_error = "no such file";
  const std::string text = to_line(json_of(attempt));
  EXPECT_EQ(to_line(json_of(*attempt_of(text, "it"))), text);
}

TEST(RecordJson, GivesASessionBack) {
  const std::string text = to_line(json_of(sample_session()));
  const Result<SessionInfo> back = session_info_of(text, "it");
  ASSERT_TRUE(back.ok()) << to_text(back.error());
  EXPECT_EQ(to_line(json_of(*back)), text);
}

TEST(RecordJson, KeepsANumberThatIsNoneApartFromZero) {
  AttemptRecord attempt = sample_attempt(sequential_run(), 0);
  attempt.metrics = {{"loss", std::numeric_limits<double>::quiet_NaN()}, {"accuracy", 0}};
  const std::string text = to_line(json_of(attempt));
  EXPECT_THAT(text, HasSubstr("\"performance_metrics\":{\"loss\":null,\"accuracy\":0.0}"));
  EXPECT_EQ(attempt_of(text, "it")->metrics.size(), 1u);
}

TEST(RecordJson, OfAnUnknownWordIsAnErrorThatNamesIt) {
  std::string text = to_line(json_of(sample_attempt(sequential_run(), 0)));
  text.replace(text.find("succeeded"), 9, "exploded!");
  EXPECT_THAT(attempt_of(text, "attempt 1").error().message, HasSubstr("exploded!"));
}

TEST(EventLine, IsOneLineThatNamesItsEventAndTime) {
  EXPECT_EQ(
      event_line({at(0.5), PhaseStarted{2, 1, PhaseKind::cooling, Seconds(60), std::nullopt}}),
      R"({"time":"2025-11-12T09:30:00.500000Z","monotonic_s":1000.5,"event":"phase_started",)"
      R"("index":2,"attempt":1,"phase":"cooling","minimum_seconds":60.0,)"
      "\"maximum_seconds\":null}\n");
  EXPECT_EQ(event_line({at(0), Notice{Severity::warning, "two\nlines", "a hint"}}),
            R"({"time":"2025-11-12T09:30:00.000000Z","monotonic_s":1000.0,"event":"notice",)"
            "\"severity\":\"warning\",\"text\":\"two\\nlines\",\"hint\":\"a hint\"}\n");
}

TEST(EventLine, OfEveryEventIsJsonWithItsName) {
  const RunRecord run = sample_record(parallel_run(), "id", 0);
  const std::vector<std::pair<EventBody, std::string>> all = {
      {SessionStarted{.session = "s", .instrumentation = sample_instrumentation()},
       "session_started"},
      {RunStarted{1, 2, parallel_run(), "id"}, "run_started"},
      {RunAdded{}, "run_added"},
      {AttemptStarted{}, "attempt_started"},
      {CoolingPeriod{Seconds(60)}, "cooling_period"},
      {PhaseStarted{}, "phase_started"},
      {PhaseEnded{1, 1, run.attempts[0].phases[0], "settled"}, "phase_ended"},
      {BackgroundRunStarted{}, "background_run_started"},
      {BackgroundRunEnded{1, run.attempts[0].load->runs[0]}, "background_run_ended"},
      {LiveSample{}, "live_sample"},
      {Notice{}, "notice"},
      {AttemptEnded{1, 3, run.attempts[0]}, "attempt_ended"},
      {RunEnded{2, run, std::nullopt}, "run_ended"},
      {RunJudgedAnew{run}, "run_judged_anew"},
      {SessionEnded{}, "session_ended"}};
  for (const auto& [body, name] : all) {
    EXPECT_EQ(Json::parse(event_line({at(0), body}))["event"], name);
  }
  EXPECT_EQ(all.size(), std::variant_size_v<EventBody>);
}

TEST(EventLine, OfARunJudgedAnewHasWhatItIsNow) {
  RunRecord run = sample_record(parallel_run(), "id", 0);
  run.outcome = Outcome::suspect;
  run.reasons = {{"start_temperature", "started too hot"}};
  const Json line = Json::parse(event_line({at(0), RunJudgedAnew{run}}));
  EXPECT_EQ(line["index"], run.planned.index);
  EXPECT_EQ(line["run_id"], "id");
  EXPECT_EQ(line["outcome"], "suspect");
  EXPECT_EQ(line["reasons"][0]["text"], "started too hot");
}

}  // namespace
}  // namespace mutation
