// experiment.json of this program and of the Python tool.
#include "record/experiment_reader.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "record/experiment_json.h"
#include "record/python_json.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kFlat = R"({
  "experiment_id": "MRT-OAST_default_004",
  "timestamp": "2025-12-13T00:56:10.836826",
  "repository": "MRT-OAST",
  "model": "default",
  "hyperparameters": {"epochs": 9, "learning_rate": 0.00012770995779822067},
  "duration_seconds": 1174.6866512298584,
  "energy_metrics": {"cpu_energy_pkg_joules": 34763.75, "cpu_energy_total_joules": 37437.07,
    "gpu_power_avg_watts": 249.5, "gpu_energy_total_joules": 284024.17, "gpu_util_max_percent": null},
  "performance_metrics": {"accuracy": 4580.0, "loss": NaN},
  "training_success": true,
  "retries": 1,
  "error_message": "Training completed successfully"
})";

constexpr const char* kParallel = R"({
  "experiment_id": "examples_mnist_001_parallel",
  "timestamp": "2025-12-04T18:41:35.839824",
  "mode": "parallel",
  "foreground": {"repository": "examples", "model": "mnist", "hyperparameters": {"epochs": 5},
    "duration_seconds": 794.7, "energy_metrics": {"gpu_energy_total_joules": 181233.7},
    "performance_metrics": {}, "training_success": false, "retries": 3, "error_message": "RuntimeError"},
  "background": {"repository": "MRT-OAST", "model": "default", "hyperparameters": {"seed": 7},
    "log_directory": "/old/place", "note": "load only"}
})";

ReadExperiment read(const std::string& text) {
  Result<ReadExperiment> experiment = experiment_of(text, "the test's text");
  EXPECT_TRUE(experiment.ok()) << (experiment ? "" : experiment.error().message);
  return experiment ? *experiment : ReadExperiment{};
}

std::string error_of(const std::string& text) {
  const auto experiment = experiment_of(text, "x.json");
  return experiment ? "no error" : experiment.error().message;
}

TEST(ExperimentReader, ReadsThePythonToolsFlatShape) {
  const ReadExperiment experiment = read(kFlat);
  EXPECT_EQ(experiment.shape, ExperimentShape::python_flat);
  EXPECT_EQ(experiment.experiment_id, "MRT-OAST_default_004");
  EXPECT_EQ(experiment.timestamp, "2025-12-13T00:56:10.836826");
  EXPECT_EQ(experiment.run_id, "");
  EXPECT_EQ(experiment.training.repository, "MRT-OAST");
  EXPECT_EQ(to_text(experiment.training.hyperparameters),
            "epochs=9 learning_rate=0.00012770995779822067");
  EXPECT_EQ(experiment.duration, Seconds(1174.6866512298584));
  EXPECT_EQ(experiment.retries, 1);
  EXPECT_EQ(experiment.success, true);
  EXPECT_EQ(experiment.outcome, std::nullopt);
  EXPECT_EQ(experiment.energy.cpu_energy_pkg_joules, 34763.75);
  EXPECT_EQ(experiment.energy.cpu_energy_ram_joules, std::nullopt);
  EXPECT_EQ(experiment.energy.gpu_util_max_percent, std::nullopt);
  ASSERT_THAT(experiment.metrics, SizeIs(1));
  EXPECT_EQ(experiment.metrics[0].name, "accuracy");
  EXPECT_EQ(experiment.metrics[0].value, 4580);
}

TEST(ExperimentReader, DoesNotTakeThePythonToolsSumForTheEnergy) {
  const ReadExperiment experiment = read(kFlat);
  EXPECT_EQ(experiment.energy.gpu_energy_total_joules, std::nullopt);
  EXPECT_EQ(experiment.energy.gpu_energy_sum_legacy_joules, 284024.17);
}

TEST(ExperimentReader, ReadsThePythonToolsParallelShape) {
  const ReadExperiment experiment = read(kParallel);
  EXPECT_EQ(experiment.shape, ExperimentShape::python_parallel);
  EXPECT_EQ(experiment.mode, "parallel");
  EXPECT_EQ(experiment.training.repository, "examples");
  EXPECT_EQ(experiment.success, false);
  EXPECT_EQ(experiment.error_message, "RuntimeError");
  ASSERT_TRUE(experiment.background.has_value());
  EXPECT_EQ(experiment.background->repository, "MRT-OAST");
  EXPECT_EQ(to_text(experiment.background->hyperparameters), "seed=7");
}

TEST(ExperimentReader, ReadsWhatThisProgramWrites) {
  const RunRecord run = sample_record(parallel_run(), "017f22e2-79b0-7000", 5);
  const ReadExperiment experiment = read(experiment_json(run, {sample_session(), 42}));
  EXPECT_EQ(experiment.shape, ExperimentShape::ours);
  EXPECT_EQ(experiment.run_id, run.run_id);
  EXPECT_EQ(experiment.experiment_id, run.planned.experiment_id);
  EXPECT_EQ(experiment.mode, "parallel");
  EXPECT_EQ(experiment.training.hyperparameters, run.planned.foreground.hyperparameters);
  EXPECT_EQ(experiment.outcome, run.outcome);
  EXPECT_EQ(experiment.duration, training_duration(final_attempt(run)));
  EXPECT_EQ(experiment.energy.gpu_energy_total_joules,
            final_attempt(run).energy.gpu_energy_total_joules);
  EXPECT_EQ(experiment.background->repository, run.planned.background->repo);
}

TEST(ExperimentReader, ReadsOfThisProgramWhatTellsRunsApart) {
  RunRecord run = sample_record(parallel_run(), "017f22e2-79b0-7000", 5);
  run.planned.role = Role::calibration;
  run.reasons = {{"throttled", "it throttled for 20 s"}};
  AttemptRecord& attempt = run.attempts.back();
  attempt.energy.reasons = {"CPU energy (RAPL): may not be read"};
  attempt.energy.gpu_energy_uncertainty_joules = 3.5;
  const SessionInfo session = sample_session();
  const ReadExperiment experiment = read(experiment_json(run, {session, 42}));
  EXPECT_EQ(experiment.role, Role::calibration);
  ASSERT_THAT(experiment.reasons, SizeIs(1));
  EXPECT_EQ(experiment.reasons[0].code, "throttled");
  EXPECT_EQ(experiment.reasons[0].text, "it throttled for 20 s");
  EXPECT_EQ(experiment.start, attempt.training_start.utc);
  EXPECT_EQ(experiment.end, attempt.training_end.utc);
  EXPECT_THAT(experiment.energy.reasons, ElementsAre("CPU energy (RAPL): may not be read"));
  EXPECT_EQ(experiment.energy.gpu_energy_uncertainty_joules, 3.5);
  EXPECT_EQ(experiment.effective_hyperparameters, run.planned.foreground.effective_hyperparameters);
  EXPECT_EQ(experiment.mutated, run.planned.foreground.mutated);
  EXPECT_EQ(experiment.host, session.host);
  EXPECT_THAT(experiment.devices, ElementsAre(session.instrumentation.devices.front().id));
}

TEST(ExperimentReader, NamesTheFieldThatIsOfAnotherType) {
  EXPECT_EQ(error_of("[]"), "read x.json: no object where one must be");
  EXPECT_EQ(error_of("{}"), "read x.json: there is no experiment_id in it");
  EXPECT_THAT(error_of("{\"experiment_id\": \"a\""), HasSubstr("read x.json: "));
  EXPECT_EQ(error_of(R"({"experiment_id": 7})"),
            "read x.json: experiment_id is number where a text is expected");
  EXPECT_EQ(error_of(R"({"experiment_id": "a", "duration_seconds": "long"})"),
            "read x.json: duration_seconds is string where a number is expected");
  EXPECT_EQ(error_of(R"({"experiment_id": "a", "retries": 99999999999})"),
            "read x.json: no whole number that fits in field retries");
  EXPECT_EQ(error_of(R"({"experiment_id": "a", "hyperparameters": {"x": [1]}})"),
            "read x.json: hyperparameter x is array where a number, a text, true or false is "
            "expected");
  EXPECT_EQ(error_of(R"({"experiment_id": "a", "outcome": "fine"})"),
            "read x.json: unknown word \"fine\" in field outcome");
}

TEST(PythonJson, ReplacesItsWordsOutsideOfTextsOnly) {
  EXPECT_EQ(without_python_words(R"({"NaN": NaN, "a\"": [-Infinity, Infinity], "b": "x\\"})"),
            R"({"NaN": null, "a\"": [null, null], "b": "x\\"})");
}

TEST(ExperimentReader, ListsASessionsFoldersAlsoThoseThatWereCutOff) {
  const TemporaryFolder folder;
  for (const char* run : {"b_002", "a_001", "notes"}) {
    std::filesystem::create_directories(folder / run);
  }
  std::filesystem::create_directories(folder / "c_003/energy");
  put_file(folder / "a_001/experiment.json", kFlat);
  put_file(folder / "b_002/experiment.json", "{");
  put_file(folder / "summary.csv", "");

  const std::vector<FoundExperiment> found = experiments_in(folder.path());

  ASSERT_THAT(found, SizeIs(3));
  EXPECT_EQ(found[0].folder, "a_001");
  EXPECT_TRUE(found[0].experiment.ok());
  EXPECT_THAT(found[1].experiment.error().message, HasSubstr("b_002/experiment.json"));
  EXPECT_THAT(found[2].experiment.error().message, HasSubstr("No such file"));
  EXPECT_THAT(experiments_json(folder.path(), found),
              AllOf(HasSubstr("\"written_by\": \"Python tool\""),
                    HasSubstr("\"gpu_energy_sum_legacy_joules\": 284024.17"),
                    HasSubstr("\"error\": \"open ")));
  EXPECT_THAT(experiments_in(folder / "none"), IsEmpty());
}

}  // namespace
}  // namespace mutation
