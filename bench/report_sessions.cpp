// Makes a session of many runs without running them, for benchmarks of what reads sessions: its
// store and each run's thinned readings as hours at 10 Hz leave them. Effects, noise, suspect and
// parallel runs are in it; all figures are of a simulated GPU.
//   report_sessions RESULTS RUNS HOURS      prints the session's folder
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "os/file.h"
#include "record/database.h"
#include "record/experiment_json.h"
#include "record/run_id.h"
#include "record/schema.h"
#include "record/session_store.h"
#include "record/session_writes.h"
#include "record/trace_overview.h"

namespace mutation {
namespace {

constexpr int kVariants = 40;  // of readings: more would only take longer to make
constexpr double kGateSeconds = 180;

Instant at(double seconds) {
  const auto since = std::chrono::nanoseconds(std::llround(seconds * 1e9));
  return {MonotonicTime(std::chrono::seconds(1000) + since),
          BootTime(std::chrono::seconds(2000) + since),
          UtcTime(std::chrono::seconds(1'762'939'800) + since)};
}

Instrumentation instruments() {
  Instrumentation all;
  all.devices = {
      {.id = "SIM-0", .kind = DeviceKind::gpu, .name = "Simulated GPU", .simulated = true},
      {.id = "package-0", .kind = DeviceKind::cpu, .name = "RAPL package-0"},
      {.id = "dram-0", .kind = DeviceKind::cpu, .name = "RAPL dram-0"}};
  for (const Quantity quantity :
       {Quantity::power, Quantity::temperature, Quantity::utilization, Quantity::memory_utilization,
        Quantity::sm_clock, Quantity::memory_clock, Quantity::throttle_reasons}) {
    all.channels.push_back({.device = 0, .quantity = quantity, .source = "simulated"});
  }
  for (const int device : {1, 2})
    all.channels.push_back(
        {.device = device,
         .quantity = Quantity::energy,
         .source = fmt::format("/sys/class/powercap/intel-rapl:{}/energy_uj", device - 1)});
  return all;
}

// A gate that cools, then a training that loads the GPU in epochs; a peak of one reading each.
std::string readings_of(int variant, double hours, const Instrumentation& all) {
  std::mt19937_64 random(static_cast<std::uint64_t>(variant));
  std::normal_distribution<double> noise;
  TraceThinning thinning(all, at(0).monotonic);
  const double end = kGateSeconds + hours * 3600;
  double package = 0, dram = 0, celsius = 55;
  for (int i = 0; i * 0.1 < end; ++i) {
    const double now = i * 0.1;
    const bool trains = now > kGateSeconds && std::fmod(now, 90) > 4;
    const double watts = (trains ? 290 + variant : 60) + 6 * noise(random) + (i == 4321 ? 300 : 0);
    celsius += ((trains ? 68 : 40) - celsius) * 0.002;
    package += (trains ? 9.1 : 4.3) + 0.2 * noise(random);
    dram += 0.8 + 0.02 * noise(random);
    const auto add = [&](int channel, double value) {
      thinning.add(Reading{channel, at(now).monotonic, value});
    };
    add(0, std::round(watts * 1000) / 1000);
    add(7, package);
    add(8, dram);
    if (i % 5 != 0) continue;
    add(1, std::round(celsius));
    add(2, trains ? std::round(94 + 3 * noise(random)) : 0);
    add(3, trains ? std::round(40 + 5 * noise(random)) : 0);
    add(4, trains ? 1755 + 15 * std::round(noise(random)) : 345);
    add(5, trains ? 2619 : 405);
    add(6, trains && i % 700 == 0 ? 4 : 0);
  }
  return overview_text(thinning.channels(at(end).monotonic));
}

struct Made {
  PlannedRun planned;
  RunRecord record;
};

PlannedTraining training_of(std::mt19937_64& random) {
  std::uniform_real_distribution<double> uniform;
  const double rate = std::pow(10, -4 + 3 * uniform(random));
  const auto batch = std::int64_t{16} << (random() % 5);
  const auto epochs = static_cast<std::int64_t>(5 + random() % 20);
  PlannedTraining training{.repo = "vision",
                           .model = random() % 3 == 0 ? "resnet50" : "resnet20",
                           .directory = "/home/researcher/repos/vision",
                           .train_script = "/home/researcher/repos/vision/train.sh"};
  training.hyperparameters = {{"learning_rate", rate}, {"batch_size", batch}, {"epochs", epochs}};
  training.effective_hyperparameters = training.hyperparameters;
  training.mutated = {"learning_rate", "batch_size", "epochs"};
  training.command = {"./train.sh", "--lr", fmt::format("{}", rate), "--batch",
                      fmt::format("{}", batch)};
  return training;
}

DeviceEnergy energy_of(const Device& device, double joules, std::mt19937_64& random) {
  std::uniform_real_distribution<double> part(0.1, 2);
  DeviceEnergy energy{.device = device.id, .kind = device.kind, .simulated = device.simulated};
  energy.figure.energy = Joules{joules};
  energy.figure.method = "counter";
  energy.figure.source = "simulated";
  energy.figure.coverage = 1;
  energy.figure.integral = Joules{joules * (1 + 0.001 * part(random))};
  double squares = 0;
  for (const char* name : {"edges", "resolution", "sensor window", "timestamps"}) {
    const double one = part(random);
    squares += one * one;
    energy.figure.uncertainty_parts.push_back({name, Joules{one}});
  }
  energy.figure.uncertainty = Joules{std::sqrt(squares)};
  energy.figure.update_period = Seconds(0.1);
  return energy;
}

CoolingRecord cooling_of(std::mt19937_64& random) {
  std::normal_distribution<double> noise;
  CoolingRecord cooling{.minimum = Seconds(60),
                        .maximum = Seconds(300),
                        .minimum_from = "cooling_seconds",
                        .taken = Seconds(kGateSeconds),
                        .verdict = GateVerdict::settled,
                        .reason = "temperature and power are steady at idle (simulated GPU)"};
  cooling.start_temperature = Celsius{55};
  cooling.end_temperature = Celsius{41 + 0.4 * noise(random)};
  cooling.fit =
      CoolingFit{Seconds(61.2 + noise(random)), Celsius{40.1}, Celsius{55}, Seconds(170), 0.31};
  cooling.idle_power = Watts{60.2 + 0.1 * noise(random)};
  cooling.idle_power_over = Seconds(30);
  for (int second = 0; second < static_cast<int>(kGateSeconds); ++second)
    cooling.curve.push_back({Seconds(second + 0.05 * noise(random)), Watts{60 + noise(random)},
                             Celsius{std::round(40 + 15 * std::exp(-second / 61.0))}});
  return cooling;
}

void add_figures(double joules, double seconds, AttemptRecord& attempt) {
  EnergyMetrics& energy = attempt.energy;
  energy.gpu_energy_total_joules = joules;
  energy.gpu_energy_uncertainty_joules = joules * 2e-5;
  energy.gpu_energy_above_idle_joules = joules - 60 * seconds;
  energy.gpu_power_avg_watts = joules / seconds;
  energy.gpu_power_max_watts = 612.3;
  energy.gpu_power_min_watts = 58.1;
  energy.cpu_energy_pkg_joules = energy.cpu_energy_total_joules = 90.7 * seconds;
  energy.gpu_temp_avg_celsius = 66.2;
  energy.gpu_util_avg_percent = 91.7;
  energy.simulated = true;
  energy.reasons = {
      "gpu_energy_above_idle_joules: takes the idle power before the run as unchanged"};
}

AttemptRecord attempt_of(const PlannedRun& planned, double begin, double hours,
                         const Instrumentation& all, std::mt19937_64& random) {
  std::normal_distribution<double> noise;
  AttemptRecord attempt;
  attempt.start = at(begin);
  attempt.training_start = at(begin + kGateSeconds);
  const auto rate = std::get<double>(planned.foreground.hyperparameters[0].value);
  const double seconds = hours * 3600 * (1 + 0.002 * noise(random));
  attempt.training_end = at(begin + kGateSeconds + seconds);
  attempt.end = at(begin + kGateSeconds + seconds + 0.7);
  attempt.duration = Seconds(seconds);
  attempt.status = {.code = 0, .signal = {}};
  attempt.outcome = random() % 20 == 0 ? Outcome::suspect : Outcome::succeeded;
  if (attempt.outcome == Outcome::suspect)
    attempt.reasons = {{"stranger", "python3 (4711) computed on SIM-0 for 12.4 s"}};
  const double joules =
      280 * seconds * (1 + 0.02 * std::log10(rate * 100)) * (1 + 0.004 * noise(random));
  attempt.cooling = cooling_of(random);
  for (const PhaseKind kind : {PhaseKind::cooling, PhaseKind::foreground, PhaseKind::stop}) {
    PhaseRecord phase{.kind = kind, .start = attempt.start, .end = attempt.training_start};
    if (kind == PhaseKind::foreground)
      phase = {kind, attempt.training_start, attempt.training_end, {}};
    if (kind == PhaseKind::stop) phase = {kind, attempt.training_end, attempt.end, {}};
    for (const Device& device : all.devices)
      phase.energy.push_back(
          energy_of(device, kind == PhaseKind::foreground ? joules : 97.25, random));
    attempt.phases.push_back(std::move(phase));
  }
  add_figures(joules, seconds, attempt);
  attempt.metrics = {
      {"test_accuracy", 0.9 - 0.1 * std::abs(std::log10(rate) + 2.5) + 0.004 * noise(random)}};
  attempt.sampling_hertz = 10;
  attempt.argv = planned.foreground.command;
  attempt.working_directory = planned.foreground.directory;
  attempt.environment = {{"CUDA_VISIBLE_DEVICES", "0"}, {"PYTHONHASHSEED", "0"}};
  for (int line = 0; line < 20; ++line)
    attempt.log_tail += fmt::format("epoch {:3} loss {:.4f} accuracy {:.4f} lr {:.6f}\n", line,
                                    std::abs(noise(random)), 0.9 + 0.01 * noise(random), rate);
  return attempt;
}

Made run_of(int index, double hours, const Instrumentation& all, std::mt19937_64& random) {
  PlannedRun planned{.index = index, .experiment_id = fmt::format("vision_{:05}", index)};
  planned.configuration = index;
  planned.foreground = training_of(random);
  planned.foreground.metrics = {{.name = "test_accuracy", .pattern = "accuracy ([0-9.]+)"}};
  const double begin = index * (hours * 3600 + kGateSeconds + 10);
  RunRecord record{.run_id = new_run_id(at(begin).utc), .planned = planned};
  record.directory = planned.experiment_id;
  record.start = at(begin);
  record.attempts = {attempt_of(planned, begin, hours, all, random)};
  record.end = record.attempts[0].end;
  record.outcome = record.attempts[0].outcome;
  record.reasons = record.attempts[0].reasons;
  return {std::move(planned), std::move(record)};
}

SessionInfo session_info(const Instrumentation& all) {
  SessionInfo info{.start = at(0),
                   .program_version = "0.1.0",
                   .host = "bench",
                   .kernel = "6.1.0",
                   .boot_id = "boot",
                   .cpu_model = "none",
                   .user = "researcher"};
  info.instrumentation = all;
  info.own_devices = {0};
  for (int i = 0; i < 10; ++i)
    info.fitness.push_back(
        {fmt::format("fact {}", i), "as it should be", false, "it matters for this reason", ""});
  return info;
}

Status make(const std::string& results, int runs, double hours) {
  const Instrumentation all = instruments();
  Plan plan{.seed = 7, .experiment_name = "benchmark"};
  auto store = SessionStore::create(results, plan, {}, {"{}\n", "{}\n"}, at(0));
  if (!store) return store.error();
  if (Status begun = (*store)->begin_session(session_info(all), plan); !begun) return begun;
  const std::string folder = (*store)->directory();
  const SessionInfo info = session_info(all);
  auto database =
      Database::open(folder + "/session.db", Journal::write_ahead, session_migrations());
  if (!database) return database.error();
  std::vector<std::string> variants;
  for (int i = 0; i < std::min(runs, kVariants); ++i)
    variants.push_back(readings_of(i, hours, all));
  std::mt19937_64 random(1);
  std::vector<Write> writes;
  for (int index = 1; index <= runs; ++index) {
    const Made made = run_of(index, hours, all, random);
    const RunRecord& run = made.record;
    for (const auto& more :
         {run_begun(run.run_id, made.planned, run.directory, run.start),
          attempt_ended(run.run_id, run.attempts[0], "boot"),
          run_ended(run, experiment_json(run, {info, 7}), "line\r\n", "SIM-0")}) {
      writes.insert(writes.end(), more.begin(), more.end());
    }
    const std::string energy = folder + "/" + run.directory + "/energy";
    if (Status made_folder = make_directories(energy); !made_folder) return made_folder;
    auto file = open_anew(energy + "/" + kOverviewFile);
    if (!file) return file.error();
    const std::string& text = variants[static_cast<std::size_t>(index) % variants.size()];
    if (Status written = write_all(file->get(), text, energy); !written) return written;
    if (index % 200 != 0 && index != runs) continue;
    if (Status kept = database->commit(std::exchange(writes, {})); !kept) return kept;
  }
  const Status counted = database->commit(
      {{"UPDATE session SET runs_planned = ?", {static_cast<std::int64_t>(runs)}}});
  if (!counted) return counted;
  fmt::print("{}\n", folder);
  return (*store)->end_session(at(runs * (hours * 3600 + 300)), "");
}

}  // namespace
}  // namespace mutation

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "Usage: report_sessions RESULTS RUNS HOURS\n");
    return 2;
  }
  const mutation::Status made = mutation::make(argv[1], std::atoi(argv[2]), std::atof(argv[3]));
  if (!made) fmt::print(stderr, "report_sessions: {}\n", to_text(made.error()));
  return made ? 0 : 1;
}
