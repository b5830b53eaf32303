#include "unit/record/samples.h"

#include <gtest/gtest.h>

namespace mutation {

Instant at(double seconds) {
  using std::chrono::duration_cast;
  using std::chrono::nanoseconds;
  const auto since = duration_cast<nanoseconds>(Seconds(seconds));
  return {MonotonicTime(std::chrono::seconds(1000) + since),
          BootTime(std::chrono::seconds(2000) + since),
          UtcTime(std::chrono::seconds(1762939800) + since)};
}

Catalogue sample_catalogue() {
  RepoSpec repo;
  repo.name = "examples";
  repo.models = {"mnist_ff"};
  repo.hyperparameters = {{.name = "learning_rate", .flag = "-l"},
                          {.name = "epochs", .flag = "-e"}};
  repo.metrics = {{"accuracy", "Accuracy: ([0-9.]+)"}};
  return {"models_config.json", {repo}};
}

PlannedRun sequential_run() {
  PlannedRun run;
  run.index = 1;
  run.entry = 0;
  run.experiment_id = "examples_mnist_ff_001";
  PlannedTraining& training = run.foreground;
  training.repo = "examples";
  training.model = "mnist_ff";
  training.directory = "/root/repos/examples";
  training.train_script = "/root/repos/examples/train.sh";
  training.hyperparameters = {{"epochs", std::int64_t{8}}};
  training.effective_hyperparameters = {{"epochs", std::int64_t{8}}, {"learning_rate", 0.1}};
  training.mutated = {"epochs"};
  training.command = {"./train.sh", "-e", "8"};
  training.environment = {{"HF_HUB_OFFLINE", "1"}};
  training.metrics = {{"accuracy", "Accuracy: ([0-9.]+)"}};
  training.ready_pattern = "Epoch";
  run.timings.timeout = Seconds(3600);
  run.minimum_idle = Seconds(60);
  run.devices = {"0"};
  return run;
}

PlannedRun parallel_run() {
  PlannedRun run = sequential_run();
  run.index = 2;
  run.entry = 1;
  run.experiment_id = "examples_mnist_ff_002_parallel";
  run.mode = Mode::parallel;
  run.background = run.foreground;
  run.background->model = "mnist";
  run.background->hyperparameters = {{"learning_rate", 1e-05}};
  return run;
}

Plan sample_plan() {
  Plan plan;
  plan.seed = 18446744073709551615u;
  plan.experiment_name = "two runs";
  plan.governor = "performance";
  plan.notes = {"one note"};
  plan.runs = {sequential_run(), parallel_run()};
  return plan;
}

Instrumentation sample_instrumentation() {
  Instrumentation all;
  all.devices = {{.id = "SIM-0",
                  .kind = DeviceKind::gpu,
                  .name = "simulated GPU",
                  .driver_version = "0",
                  .power_limit = Watts{300},
                  .simulated = true},
                 {.id = "package-0", .kind = DeviceKind::cpu, .name = "RAPL package-0"}};
  all.channels = {
      {0, Quantity::power, "simulated", Rate::fast},
      {0, Quantity::temperature, "simulated", Rate::slow},
      {0, Quantity::utilization, "simulated", Rate::slow},
      {1, Quantity::energy, "/sys/class/powercap/intel-rapl:0", Rate::fast, 1e-6, 262143}};
  all.absences = {{"GPU power", "no libnvidia-ml.so.1", "install the driver"}};
  return all;
}

SessionInfo sample_session() {
  SessionInfo info;
  info.start = at(0);
  info.program_version = "0.1.0";
  info.host = "box";
  info.kernel = "6.1.0";
  info.boot_id = "boot-a";
  info.cpu_model = "a CPU";
  info.user = "ada";
  info.privileges = "user 1000";
  info.governor = "performance";
  info.settings_sha256 = "aa";
  info.catalogue_sha256 = "bb";
  info.repos = {{.name = "examples",
                 .directory = "/root/repos/examples",
                 .train_script = "/root/repos/examples/train.sh",
                 .train_script_sha256 = "cc",
                 .git_commit = "0123abcd",
                 .git_dirty = true,
                 .git_note = ""}};
  info.instrumentation = sample_instrumentation();
  info.own_devices = {0};
  return info;
}

AttemptRecord sample_attempt(const PlannedRun& planned, double seconds, int number) {
  AttemptRecord attempt;
  attempt.number = number;
  attempt.start = at(seconds);
  attempt.training_start = at(seconds + 1);
  attempt.training_end = at(seconds + 8.5);
  attempt.end = at(seconds + 9);
  attempt.duration = Seconds(7.5);
  attempt.status.code = 0;
  attempt.outcome = Outcome::succeeded;
  attempt.metrics = {{"accuracy", 0.5}};
  attempt.cooling.minimum = Seconds(60);
  attempt.cooling.taken = Seconds(61.5);
  attempt.cooling.verdict = GateVerdict::settled;
  attempt.cooling.end_temperature = Celsius{41};
  attempt.cooling.curve = {{Seconds(0), Watts{70}, Celsius{55}},
                           {Seconds(1), std::nullopt, Celsius{54}}};
  attempt.cooling.policy = CoolingPolicy::match;
  attempt.cooling.target_temperature = Celsius{40.5};
  attempt.cooling.fit = CoolingFit{Seconds(62), Celsius{33}, Celsius{70}, Seconds(58), 0.4};
  attempt.strangers = {{77, "python3", 1u << 20, at(seconds + 2), at(seconds + 3)}};
  attempt.throttling = {{"SIM-0", "hardware thermal slowdown", Seconds(0.5), 0.0667}};
  attempt.foreign_cpu_fraction = 0.02;
  attempt.success_lines = {"Training completed successfully"};
  attempt.readers = {{"simulated", 90, 1, Seconds(0.004), Seconds(0.02)}};
  EnergyFigure figure{Joules{750}, "integral", "simulated", 1.0, std::nullopt, ""};
  figure.uncertainty = Joules{5};
  figure.uncertainty_parts = {{"edges", Joules{3}}, {"gaps", Joules{4}}};
  figure.update_period = Seconds(0.1);
  attempt.phases = {{PhaseKind::foreground,
                     at(seconds + 1),
                     at(seconds + 8.5),
                     {{"SIM-0", DeviceKind::gpu, true, true, figure}}}};
  attempt.energy.gpu_energy_total_joules = 750;
  attempt.energy.gpu_energy_sum_legacy_joules = 700;
  attempt.energy.cpu_energy_pkg_joules = 196.9;
  attempt.energy.cpu_energy_total_joules = 196.9;
  attempt.energy.cpu_energy_domains = {"package-0"};
  attempt.energy.simulated = true;
  attempt.energy.reasons = {"cpu_energy_ram_joules: no DRAM domain"};
  attempt.stops = {
      {"foreground", "cgroup.kill", 3, 1, 0, 1, {"7 (sh) stopped (T)"}, Seconds(0.02)}};
  attempt.sampling_hertz = 10;
  attempt.argv = planned.foreground.command;
  attempt.working_directory = planned.foreground.directory;
  attempt.copies = {{.tree = "foreground",
                     .from = "/root/repos/examples",
                     .to = "/results/run_1/work/examples_mnist_ff_001_1_foreground",
                     .git_commit = "0123abcd",
                     .git_dirty = true,
                     .files = 12,
                     .bytes = 34567,
                     .shared_bytes = 30000,
                     .took = Seconds(0.25),
                     .kept = "/results/run_1/copies/examples_mnist_ff_001_1_foreground"}};
  attempt.environment = {{"PYTHONUNBUFFERED", "1"}};
  if (planned.background) {
    LoadRecord load;
    load.verdict = LoadVerdict::proved;
    load.waited = Seconds(30);
    load.runs = {
        {1, at(seconds), std::nullopt, {std::nullopt, 15}, "", true, "background_logs/run_1.log"}};
    attempt.load = load;
    attempt.background_argv = planned.background->command;
  }
  return attempt;
}

RunRecord sample_record(const PlannedRun& planned, const std::string& run_id, double seconds) {
  RunRecord run;
  run.run_id = run_id;
  run.planned = planned;
  run.directory = planned.experiment_id;
  run.start = at(seconds);
  run.end = at(seconds + 9.25);
  run.outcome = Outcome::succeeded;
  run.attempts = {sample_attempt(planned, seconds)};
  return run;
}

std::unique_ptr<SessionStore> begun_session(const std::string& results) {
  auto store = SessionStore::create(results, sample_plan(), sample_catalogue(),
                                    {"{\"settings\": 1}\n", "{\"models\": {}}"}, at(0));
  EXPECT_TRUE(store.ok()) << (store.ok() ? "" : to_text(store.error()));
  EXPECT_TRUE((*store)->begin_session(sample_session(), sample_plan()).ok());
  return std::move(*store);
}

RunRecord record_run(SessionStore& store, const PlannedRun& planned, const std::string& run_id,
                     double seconds) {
  const auto directory = store.begin_run(run_id, planned, at(seconds));
  EXPECT_TRUE(directory.ok()) << (directory.ok() ? "" : to_text(directory.error()));
  EXPECT_TRUE(store.begin_attempt(run_id, 1, at(seconds)).ok());
  EXPECT_TRUE(store.tree_started(run_id, 1, {"foreground", 42, 4200, "boot-a", "/cg"}).ok());
  EXPECT_TRUE(store.foreground_started(at(seconds + 1)).ok());
  EXPECT_TRUE(store.append_samples({{{0, at(seconds + 2).monotonic, 70.123}}, {}, {}}).ok());
  EXPECT_TRUE(store.foreground_ended(at(seconds + 8.5)).ok());
  const RunRecord run = sample_record(planned, run_id, seconds);
  EXPECT_TRUE(store.end_attempt(run_id, run.attempts.front()).ok());
  EXPECT_TRUE(store.end_run(run).ok());
  return run;
}

}  // namespace mutation
