// The overview has every field that the page expects (web/DATA.md), with the recorded values.
#include "report/overview.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using Strings = std::vector<std::string>;

Strings names_of(const Json& object) {
  Strings names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

Json overview_in(const std::string& directory) {
  const auto text =
      overview_json({directory}, {.program_version = "0.1.0", .made_at = at(100).utc});
  EXPECT_TRUE(text.ok()) << (text.ok() ? "" : to_text(text.error()));
  return Json::parse(*text);
}

class Overview : public testing::Test {
 protected:
  void SetUp() override {
    store_ = begun_session(results_.path());
    record_run(*store_, sequential_run(), "0199-a", 10);
  }

  TemporaryFolder results_;
  std::unique_ptr<SessionStore> store_;
};

TEST_F(Overview, HasTheFieldsOfTheContract) {
  const Json overview = overview_in(store_->directory());
  EXPECT_THAT(names_of(overview),
              ElementsAre("format", "program", "made_at", "live", "simulated", "notes", "sessions",
                          "noise_floors", "runs", "pending", "analysis"));
  EXPECT_EQ(overview["format"], 1);
  EXPECT_EQ(overview["program"], "0.1.0");
  EXPECT_EQ(overview["made_at"], 1762939900);
  EXPECT_EQ(overview["live"], false);
  EXPECT_EQ(overview["simulated"], true);
  EXPECT_THAT(names_of(overview["analysis"]), ElementsAre("used", "all"));
  EXPECT_THAT(names_of(overview["analysis"]["used"]),
              ElementsAre("runs", "left_out", "notes", "figures", "configurations", "parallel",
                          "effects", "drift", "start_temperature", "pareto"));
}

TEST_F(Overview, TellsOfTheSession) {
  const Json session = overview_in(store_->directory())["sessions"].at(0);
  EXPECT_THAT(names_of(session),
              ElementsAre("name", "directory", "experiment_name", "host", "kernel", "cpu_model",
                          "user", "privileges", "governor", "program_version", "seed", "start",
                          "end", "ended_by", "state", "runs_planned", "imported_from", "notes",
                          "resumptions", "nodes", "devices", "channels", "absences", "fitness",
                          "settings", "settings_cut", "tariff", "consumption"));
  EXPECT_EQ(session["name"], "run_20251112_093000");
  EXPECT_EQ(session["experiment_name"], "two runs");
  EXPECT_EQ(session["seed"], "18446744073709551615");
  EXPECT_EQ(session["start"], 1762939800);
  EXPECT_EQ(session["end"], nullptr);
  EXPECT_EQ(session["ended_by"], nullptr);
  EXPECT_EQ(session["state"], "running");
  EXPECT_EQ(session["runs_planned"], 2);
  EXPECT_EQ(session["imported_from"], nullptr);
  EXPECT_EQ(session["tariff"], nullptr);
  EXPECT_EQ(session["settings"], "{\"settings\": 1}\n");
  EXPECT_EQ(session["devices"].at(0).dump(),
            R"x({"id":"SIM-0","label":"simulated GPU (GPU 0)","kind":"gpu","driver":"0",)x"
            R"("power_limit_watts":300,"simulated":true,"own":true,"in_total":true})");
  EXPECT_EQ(session["channels"].at(3).dump(),
            R"({"device":"package-0","quantity":"energy",)"
            R"("source":"/sys/class/powercap/intel-rapl:0","unit":"J"})");
}

TEST_F(Overview, ChargesNothingForWhatWasSimulated) {
  const TemporaryFolder elsewhere;
  const auto paid = SessionStore::create(elsewhere.path(), sample_plan(), sample_catalogue(),
                                         {"{}", "{}"}, at(0));
  ASSERT_TRUE(paid.ok());
  SessionInfo info = sample_session();
  info.tariff = {.price_per_kwh = 100, .currency = "EUR", .grid_grams_per_kwh = 380, .source = {}};
  ASSERT_TRUE((*paid)->begin_session(info, sample_plan()).ok());
  record_run(**paid, sequential_run(), "0199-p", 10);
  EXPECT_EQ(overview_in((*paid)->directory())["sessions"].at(0)["consumption"].dump(),
            R"({"gpu_joules":null,"cpu_joules":null,"simulated_joules":750.0,"attempts":1,)"
            R"("incomplete_attempts":0,"cost":null,"currency":"EUR","co2e_grams":null})");
}

TEST_F(Overview, HasAColumnForEachFigureOfTheRuns) {
  const Json runs = overview_in(store_->directory())["runs"];
  EXPECT_EQ(
      runs.dump(),
      R"({"session":[0],"index":[1],"run_id":["0199-a"],"experiment_id":["examples_mnist_ff_001"],)"
      R"("repo":["examples"],"model":["mnist_ff"],"parallel":[0],"background":[null],)"
      R"("role":["measured"],"outcome":["succeeded"],"reasons":[[]],"audit":["trust"],)"
      R"("audit_findings":[[{"code":"simulated",)"
      R"("text":"its GPU figures come from the simulated GPU"}]],)"
      R"("used":[1],"used_all":[1],"start":[1762939810],"duration":[7.5],"attempts":[1],)"
      R"("gpu_joules":[750],"gpu_uncertainty_joules":[null],"gpu_net_joules":[null],)"
      R"("gpu_above_background_joules":[null],"gpu_net_uncertainty_joules":[null],)"
      R"("gpu_above_background_uncertainty_joules":[null],"cpu_joules":[196.9],"start_celsius":[41],)"
      R"("cooling_seconds":[61.5],"cooling":["settled"],"load":[null],"strangers":[1],)"
      R"("throttled":[0.0667],"device":["SIM-0"],"configuration":[0],"block":[0],)"
      R"("simulated":[1],"page":[null],)"
      R"("hyperparameters":{"epochs":[8],"learning_rate":[0.1]},"mutated":[["epochs"]],)"
      R"("metrics":{"accuracy":[0.5]}})");
}

TEST_F(Overview, ListsWhatHasNotEnded) {
  ASSERT_TRUE(store_->begin_run("0199-b", parallel_run(), at(30)).ok());
  Json overview = overview_in(store_->directory());
  EXPECT_EQ(overview["pending"].dump(),
            R"([{"session":0,"index":2,"experiment_id":"examples_mnist_ff_002_parallel",)"
            R"("repo":"examples","model":"mnist_ff","parallel":1,"role":"measured",)"
            R"("state":"running","run_id":"0199-b"}])");
  const std::string directory = store_->directory();
  store_.reset();  // its writer is gone
  overview = overview_in(directory);
  EXPECT_EQ(overview["sessions"][0]["state"], "cut off");
  EXPECT_EQ(overview["pending"][0]["state"], "cut off");
}

TEST_F(Overview, LosesNoRunThatBeginsWhileTheSessionIsRead) {
  auto reader = SessionReader::open(store_->directory());
  ASSERT_TRUE(reader.ok());
  ReportMaterial material;
  const auto begin_another = [&](const StoredRun&, const StoredSession&) {
    EXPECT_TRUE(store_->begin_run("0199-b", parallel_run(), at(30)).ok());
    return Result<std::optional<std::pair<std::size_t, std::size_t>>>(std::nullopt);
  };
  ASSERT_TRUE(add_session(*reader, material, begin_another).ok());
  EXPECT_EQ(material.runs.size(), 1u);
  ASSERT_EQ(material.unended.size(), 1u);
  EXPECT_EQ(material.unended[0].index, 2);
}

void record_as(SessionStore& store, Outcome outcome, int index, const std::string& run_id) {
  PlannedRun planned = sequential_run();
  planned.index = index;
  planned.experiment_id = run_id;
  const double start = 100 + 20 * index;
  RunRecord run = sample_record(planned, run_id, start);
  run.outcome = run.attempts.back().outcome = outcome;
  EXPECT_TRUE(store.begin_run(run_id, planned, at(start)).ok());
  EXPECT_TRUE(store.begin_attempt(run_id, 1, at(start)).ok());
  EXPECT_TRUE(store.end_attempt(run_id, run.attempts.back()).ok());
  EXPECT_TRUE(store.end_run(run).ok());
}

TEST_F(Overview, SaysWhichRunsAreUsedWithTheSuspectOnesToo) {
  record_as(*store_, Outcome::suspect, 11, "0199-s");
  record_as(*store_, Outcome::failed, 12, "0199-f");
  const Json overview = overview_in(store_->directory());
  EXPECT_EQ(overview["runs"]["used"].dump(), "[1,0,0]");
  EXPECT_EQ(overview["runs"]["used_all"].dump(), "[1,1,0]");
  EXPECT_EQ(overview["analysis"]["used"]["runs"], 1);
  EXPECT_EQ(overview["analysis"]["all"]["runs"], 2);
}

TEST_F(Overview, HasTheRunsOfSeveralSessionsInTheOrderOfTheirStart) {
  const TemporaryFolder elsewhere;
  const auto other = begun_session(elsewhere.path());
  record_run(*other, sequential_run(), "0199-c", 5);
  const auto text = overview_json({store_->directory(), other->directory()}, {});
  ASSERT_TRUE(text.ok());
  const Json runs = Json::parse(*text)["runs"];
  EXPECT_EQ(runs["run_id"].dump(), R"(["0199-c","0199-a"])");
  EXPECT_EQ(runs["session"].dump(), "[1,0]");
}

// Three equal runs of the control workload.
void record_calibrations(SessionStore& store) {
  for (int i = 0; i < 3; ++i) {
    PlannedRun planned = sequential_run();
    planned.index = 11 + i;
    planned.experiment_id = "control_" + std::to_string(i);
    planned.role = Role::calibration;
    record_run(store, planned, "0199-x" + std::to_string(i), 100 + 20 * i);
  }
}

TEST_F(Overview, KnowsTheNoiseFloorFromCalibrationsHereAndElsewhere) {
  EXPECT_TRUE(overview_in(store_->directory())["noise_floors"].empty());
  const TemporaryFolder elsewhere;
  const auto other = begun_session(elsewhere.path());
  record_calibrations(*other);
  const Json here = overview_in(other->directory());
  EXPECT_EQ(here["noise_floors"].at(0).dump(),
            R"({"host":"box","device":"SIM-0","relative":0,"runs":3,"at":1762939948.5,)"
            R"("session":"run_20251112_093000","simulated":true,"of":"gpu_joules"})");
  EXPECT_EQ(here["runs"]["role"].dump(), R"(["calibration","calibration","calibration"])");
  EXPECT_EQ(here["runs"]["used"].dump(), "[0,0,0]");
  const auto text =
      overview_json({store_->directory()}, {.calibrations = calibrations_of(other->directory())});
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(Json::parse(*text)["noise_floors"], here["noise_floors"]);
  EXPECT_TRUE(calibrations_of(results_.path()).empty());
}

TEST_F(Overview, OfNoSessionIsAnError) {
  EXPECT_FALSE(overview_json({results_.path()}, {}).ok());
}

}  // namespace
}  // namespace mutation
