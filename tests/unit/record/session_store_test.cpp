// A session's folder from its birth to its end, and what stands in it at every moment.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "record/csv.h"
#include "record/json.h"
#include "record/plan_json.h"
#include "record/read_session.h"
#include "record/session_directory.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

Json status_of(const std::string& directory) {
  const Result<StoredSession> session = read_session(directory);
  EXPECT_TRUE(session.ok()) << (session.ok() ? "" : to_text(session.error()));
  return Json::parse(status_json(*session));
}

TEST(SessionDirectory, IsNeverOneThatIsThereAlready) {
  const TemporaryFolder results;
  const auto first = make_session_directory(results / "new", at(0));
  const auto second = make_session_directory(results / "new", at(0.5));
  const auto third = make_session_directory(results / "new", at(0.9));
  EXPECT_EQ(first.value(), results / "new/run_20251112_093000");
  EXPECT_EQ(second.value(), results / "new/run_20251112_093000_2");
  EXPECT_EQ(third.value(), results / "new/run_20251112_093000_3");
}

TEST(SessionDirectory, ThatCannotBeMadeIsAnErrorThatSaysWhatToDo) {
  const TemporaryFolder folder;
  put_file(folder / "file", "");
  const auto store =
      SessionStore::create(folder / "file/results", sample_plan(), sample_catalogue(), {}, at(0));
  ASSERT_FALSE(store.ok());
  EXPECT_THAT(store.error().message, HasSubstr(folder / "file/results"));
  EXPECT_THAT(store.error().hint, HasSubstr("--results"));
}

TEST(Session, BeginsWithWhatItWasGiven) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  EXPECT_EQ(store->name(), "run_20251112_093000");
  EXPECT_EQ(text_of_file(store->directory() + "/settings.json"), "{\"settings\": 1}\n");
  EXPECT_EQ(text_of_file(store->directory() + "/catalogue.json"), "{\"models\": {}}");
  EXPECT_EQ(text_of_file(store->directory() + "/plan.json"), plan_json(sample_plan()));
  EXPECT_THAT(text_of_file(store->directory() + "/summary.csv"), EndsWith("learning_rate\r\n"));
}

TEST(Session, RecordsARunInAllItsFiles) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  record_run(*store, sequential_run(), "id-1", 10);
  record_run(*store, parallel_run(), "id-2", 100);
  const std::string run = store->directory() + "/examples_mnist_ff_001";
  EXPECT_EQ(text_of_file(run + "/energy/gpu_power.csv"),
            "timestamp,power_draw_w\n1762939812,70.12\n");
  EXPECT_THAT(text_of_file(run + "/energy/cpu_energy.txt"),
              HasSubstr("Package Energy (Joules): 196.90"));
  EXPECT_EQ(read_csv(text_of_file(run + "/energy/trace.csv")).size(), 2u);
  EXPECT_EQ(Json::parse(text_of_file(run + "/experiment.json"))["run_id"], "id-1");
  EXPECT_FALSE(exists(run + "/background_logs"));
  EXPECT_TRUE(exists(store->directory() + "/examples_mnist_ff_002_parallel/background_logs"));
  const auto summary = read_csv(text_of_file(store->directory() + "/summary.csv"));
  ASSERT_EQ(summary.size(), 3u);
  EXPECT_EQ(summary[2][0], "examples_mnist_ff_002_parallel");
  EXPECT_EQ(Json::parse(text_of_file(run + "/experiment.json"))["timestamp"], summary[1][1]);
}

TEST(Session, GivesTheLegacyPowerSumUntilTheAttemptEnds) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  EXPECT_FALSE(store->legacy_power_sum().has_value());
  ASSERT_TRUE(store->begin_run("id-1", sequential_run(), at(0)).ok());
  ASSERT_TRUE(store->begin_attempt("id-1", 1, at(0)).ok());
  ASSERT_TRUE(store->foreground_started(at(0)).ok());
  ASSERT_TRUE(
      store->append_samples({{{0, at(0).monotonic, 50}, {0, at(1).monotonic, 51}}, {}, {}}).ok());
  ASSERT_TRUE(store->foreground_ended(at(2)).ok());
  EXPECT_EQ(store->legacy_power_sum(), 101.0);
  ASSERT_TRUE(store->end_attempt("id-1", sample_attempt(sequential_run(), 0)).ok());
  EXPECT_TRUE(store->append_samples({{{0, at(3).monotonic, 50}}, {}, {}}).ok());
}

TEST(Session, PutsTheFilesOfAnEarlierAttemptAside) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  const std::string run = store->begin_run("id-2", parallel_run(), at(0)).value();
  ASSERT_TRUE(store->begin_attempt("id-2", 1, at(0)).ok());
  put_file(run + "/training.log", "first");
  put_file(run + "/background_logs/run_1.log", "load");
  ASSERT_TRUE(store->end_attempt("id-2", sample_attempt(parallel_run(), 0)).ok());
  ASSERT_TRUE(store->begin_attempt("id-2", 2, at(100)).ok());
  EXPECT_EQ(text_of_file(run + "/attempts/1/training.log"), "first");
  EXPECT_EQ(text_of_file(run + "/attempts/1/background_logs/run_1.log"), "load");
  EXPECT_TRUE(exists(run + "/attempts/1/energy/trace.csv"));
  EXPECT_FALSE(exists(run + "/training.log"));
  EXPECT_TRUE(std::filesystem::is_empty(run + "/background_logs"));
  EXPECT_EQ(read_csv(text_of_file(run + "/energy/trace.csv")).size(), 1u);
}

TEST(Session, NeverWritesIntoARunsFolderThatIsThereAlready) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  std::filesystem::create_directory(store->directory() + "/examples_mnist_ff_001");
  put_file(store->directory() + "/examples_mnist_ff_001/notes", "somebody's");
  EXPECT_THAT(store->begin_run("id-1", sequential_run(), at(0)).value(),
              EndsWith("/examples_mnist_ff_001_2"));
}

TEST(Session, WritesEventsAsTheyCome) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  store->on_event({at(1), Notice{Severity::info, "bad \xFF", ""}});
  store->on_event({at(2), CoolingPeriod{Seconds(60)}});
  EXPECT_EQ(text_of_file(store->directory() + "/events.jsonl"),
            "{\"time\":\"2025-11-12T09:30:01.000000Z\",\"monotonic_s\":1001.0,\"event\":\"notice\","
            "\"severity\":\"info\",\"text\":\"bad \xEF\xBF\xBD\",\"hint\":\"\"}\n"
            "{\"time\":\"2025-11-12T09:30:02.000000Z\",\"monotonic_s\":1002.0,"
            "\"event\":\"cooling_period\",\"minimum_seconds\":60.0}\n");
  EXPECT_FALSE(store->event_error().has_value());
}

TEST(Status, OfEveryMomentOfASession) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  const std::string& directory = store->directory();
  Json status = status_of(directory);
  EXPECT_EQ(status["session"], "run_20251112_093000");
  EXPECT_EQ(status["schema_version"], 1);
  EXPECT_EQ(status["runs"].size(), 2u);
  EXPECT_EQ(status["runs"][0]["outcome"], "pending");
  EXPECT_TRUE(status["runs"][0]["run_id"].is_null());

  ASSERT_TRUE(store->begin_run("id-1", sequential_run(), at(5)).ok());
  status = status_of(directory);
  EXPECT_EQ(status["runs"][0]["outcome"], "running");
  EXPECT_EQ(status["runs"][0]["run_id"], "id-1");
  EXPECT_EQ(status["runs"][0]["attempts"][0]["outcome"], "running");
  EXPECT_EQ(status["runs"][1]["outcome"], "pending");

  AttemptRecord attempt = sample_attempt(sequential_run(), 5);
  attempt.outcome = Outcome::failed;
  attempt.reasons = {{"exit_status", "exit code 1"}};
  attempt.stops[0].survivors = 2;
  ASSERT_TRUE(store->begin_attempt("id-1", 1, at(5)).ok());
  ASSERT_TRUE(store->end_attempt("id-1", attempt).ok());
  status = status_of(directory);
  EXPECT_EQ(status["runs"][0]["outcome"], "waiting");
  EXPECT_EQ(status["runs"][0]["attempts"][0]["outcome"], "failed");
  EXPECT_EQ(status["runs"][0]["survivors"], 2);

  RunRecord run = sample_record(sequential_run(), "id-1", 5);
  run.outcome = Outcome::failed;
  run.attempts = {attempt};
  ASSERT_TRUE(store->end_run(run).ok());
  ASSERT_TRUE(store->end_session(at(50), "interrupted").ok());
  status = status_of(directory);
  EXPECT_EQ(status["runs"][0]["outcome"], "failed");
  EXPECT_EQ(status["runs"][0]["reasons"][0]["text"], "exit code 1");
  EXPECT_EQ(status["runs"][0]["phases"][0]["name"], "foreground");
  EXPECT_EQ(status["runs"][0]["phases"][0]["start"], "2025-11-12T09:30:06.000000Z");
  EXPECT_EQ(status["runs"][0]["phases"][0]["energy"][0]["joules"], 750.0);
  EXPECT_EQ(status["runs"][0]["cooling"]["verdict"], "settled");
  EXPECT_TRUE(status["runs"][0]["load"].is_null());
  EXPECT_EQ(status["ended_by"], "interrupted");
}

TEST(Status, IsOfTheExactShape) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  const Json status = status_of(store->directory());
  std::vector<std::string> names;
  for (const auto& [name, value] : status.items()) names.push_back(name);
  names.resize(3);
  EXPECT_THAT(names, ElementsAre("schema_version", "session", "runs"));
  names.clear();
  for (const auto& [name, value] : status["runs"][0].items()) names.push_back(name);
  names.resize(11);
  EXPECT_THAT(names, ElementsAre("run_id", "index", "experiment_id", "role", "outcome", "reasons",
                                 "attempts", "phases", "cooling", "load", "survivors"));
}

TEST(ReadSession, GivesRunsBackAsRecordsAndTheProcessesOfUnfinishedOnes) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  record_run(*store, sequential_run(), "id-1", 10);
  ASSERT_TRUE(store->begin_run("id-2", parallel_run(), at(100)).ok());
  ASSERT_TRUE(store->tree_started("id-2", 1, {"background", 77, 123456, "boot-a", "/cg/1"}).ok());

  const Result<StoredSession> session = read_session(store->directory());
  ASSERT_TRUE(session.ok()) << to_text(session.error());
  EXPECT_EQ(session->seed, 18446744073709551615u);
  EXPECT_EQ(session->info.host, "box");
  EXPECT_FALSE(session->end.has_value());
  const RunRecord first = run_record_of(session->runs[0]);
  EXPECT_EQ(first.outcome, Outcome::succeeded);
  EXPECT_EQ(first.attempts[0].energy.gpu_energy_total_joules, 750.0);
  EXPECT_EQ(first.start.monotonic, at(10).monotonic);
  const StoredRun& second = session->runs[1];
  EXPECT_EQ(second.state, RunState::running);
  EXPECT_EQ(second.planned.background->model, "mnist");
  EXPECT_EQ(second.attempts[0].trees[0].keeper_pid, 77);
  EXPECT_EQ(second.attempts[0].trees[0].keeper_start_ticks, 123456u);
}

TEST(ReadSession, ShowsARunThatWasNotPlanned) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  PlannedRun repeat = sequential_run();
  repeat.index = 3;
  repeat.experiment_id = "examples_mnist_ff_003";
  record_run(*store, repeat, "id-3", 10);
  const Result<StoredSession> session = read_session(store->directory());
  ASSERT_EQ(session->runs.size(), 3u);
  EXPECT_EQ(session->runs[2].run_id, "id-3");
}

TEST(ReadSession, AfterTheFolderHasMoved) {
  const TemporaryFolder results;
  auto store = begun_session(results.path());
  record_run(*store, sequential_run(), "id-1", 10);
  ASSERT_TRUE(store->end_session(at(50), "").ok());
  const std::string from = store->directory();
  store.reset();
  EXPECT_FALSE(exists(from + "/session.db-wal"));
  std::filesystem::rename(from, results / "elsewhere");
  EXPECT_EQ(read_session(results / "elsewhere")->info.directory, results / "elsewhere");
  EXPECT_EQ(status_of(results / "elsewhere")["session"], "elsewhere");
}

TEST(ReadSession, OfAFolderThatIsNoneIsAnError) {
  const TemporaryFolder results;
  EXPECT_FALSE(read_session(results.path()).ok());
  EXPECT_THAT(newest_session(results.path()).error().message, HasSubstr("no session in"));
}

TEST(SessionList, GoesByTimeAndThenByNumber) {
  const TemporaryFolder results;
  for (const char* name : {"run_20251112_093000_10", "run_20251112_093000", "run_20251111_235959",
                           "run_20251112_093000_2", "notes", "run_20251113_000000"}) {
    std::filesystem::create_directory(results / name);
    if (std::string(name) != "run_20251113_000000") {
      put_file(results / name + "/session.db", "");
    }
  }
  EXPECT_THAT(session_names(results.path()),
              ElementsAre("run_20251111_235959", "run_20251112_093000", "run_20251112_093000_2",
                          "run_20251112_093000_10"));
  EXPECT_EQ(newest_session(results.path()).value(), results / "run_20251112_093000_10");
}

// A link to itself can be followed by nobody, not even by root.
TEST(SessionList, AnOlderSessionDoesNotPassForANewerThatCannotBeRead) {
  const TemporaryFolder results;
  std::filesystem::create_directory(results / "run_20251112_093000");
  put_file(results / "run_20251112_093000/session.db", "");
  std::filesystem::create_symlink("run_20251111_000000", results / "run_20251111_000000");
  EXPECT_TRUE(newest_session(results.path()).ok());
  std::filesystem::create_symlink("run_20251113_000000", results / "run_20251113_000000");
  const auto newest = newest_session(results.path());
  ASSERT_FALSE(newest.ok());
  EXPECT_THAT(newest.error().message, HasSubstr("run_20251113_000000 cannot be read"));
}

}  // namespace
}  // namespace mutation
