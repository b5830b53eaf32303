// Makes a submitted session whose tasks have recorded all of its runs, without running any, for
// benchmarks of what collects them: short records, as runs of a few seconds leave them. All figures
// are of simulated GPUs.
//   submitted_session RESULTS BLOCKS RUNS_OF_A_BLOCK NODES      prints the session's folder
#include <fmt/format.h>

#include <cstdlib>

#include "os/file.h"
#include "record/database.h"
#include "record/experiment_json.h"
#include "record/run_id.h"
#include "record/schema.h"
#include "record/session_directory.h"
#include "record/session_store.h"
#include "record/session_writes.h"
#include "record/summary_csv.h"

namespace mutation {
namespace {

Instant at(double seconds) {
  const auto since = std::chrono::nanoseconds(std::llround(seconds * 1e9));
  return {MonotonicTime(std::chrono::seconds(1000) + since),
          BootTime(std::chrono::seconds(2000) + since),
          UtcTime(std::chrono::seconds(1'762'939'800) + since)};
}

SessionInfo info_on(int node) {
  SessionInfo info{.name = "run",
                   .start = at(0),
                   .program_version = "0.1.0",
                   .host = fmt::format("node{}", node),
                   .kernel = "6.1.0",
                   .boot_id = "boot",
                   .cpu_model = "none",
                   .user = "researcher"};
  info.instrumentation.devices = {{.id = fmt::format("SIM-{}", node),
                                   .kind = DeviceKind::gpu,
                                   .name = "Simulated GPU",
                                   .simulated = true}};
  info.instrumentation.channels = {
      {.device = 0, .quantity = Quantity::power, .source = "simulated"}};
  info.own_devices = {0};
  return info;
}

PlannedRun planned_of(int index, int block, int runs_of_a_block) {
  PlannedRun run{.index = index, .experiment_id = fmt::format("vision_{:06}", index)};
  run.configuration = 1 + index % 20;
  run.block = block;
  run.entry = 1;
  run.foreground.repo = "vision";
  run.foreground.model = "resnet";
  run.foreground.command = {"bash", "train.sh", "--lr", "0.01"};
  run.foreground.directory = "/data/vision";
  run.foreground.hyperparameters = {{"lr", 0.001 * (1 + index % runs_of_a_block)},
                                    {"epochs", std::int64_t{10}}};
  run.foreground.mutated = {"lr"};
  run.foreground.metrics = {{.name = "test_accuracy", .pattern = "accuracy ([0-9.]+)"}};
  return run;
}

AttemptRecord attempt_of(const PlannedRun& planned, double begin, const std::string& device) {
  AttemptRecord attempt;
  attempt.start = at(begin);
  attempt.training_start = at(begin + 5);
  attempt.training_end = at(begin + 65);
  attempt.end = at(begin + 65.5);
  attempt.duration = Seconds(60);
  attempt.status = {.code = 0, .signal = {}};
  attempt.outcome = Outcome::succeeded;
  attempt.cooling = {.minimum = Seconds(5), .taken = Seconds(5), .verdict = GateVerdict::settled};
  attempt.cooling.end_temperature = Celsius{41};
  for (int second = 0; second < 5; ++second)
    attempt.cooling.curve.push_back({Seconds(second), Watts{60}, Celsius{42}});
  const double joules = 17'000 + planned.index % 97;
  const EnergyFigure figure{Joules{joules}, "integral", "simulated", 1.0, std::nullopt, ""};
  const std::vector<DeviceEnergy> energy = {{device, DeviceKind::gpu, true, true, figure}};
  attempt.phases = {{PhaseKind::cooling, attempt.start, attempt.training_start, energy},
                    {PhaseKind::foreground, attempt.training_start, attempt.training_end, energy},
                    {PhaseKind::stop, attempt.training_end, attempt.end, energy}};
  attempt.energy.gpu_energy_total_joules = joules;
  attempt.energy.simulated = true;
  attempt.metrics = {{"test_accuracy", 0.9}};
  attempt.stops = {{"foreground", "cgroup.kill", 0, 0, 0, 0, {}, Seconds(0.01)}};
  attempt.sampling_hertz = 10;
  attempt.argv = planned.foreground.command;
  attempt.working_directory = planned.foreground.directory;
  attempt.log_tail = "epoch 10 loss 0.2 accuracy 0.9\n";
  return attempt;
}

RunRecord record_of(const PlannedRun& planned, const std::string& device) {
  const double begin = planned.index * 70.0;
  RunRecord run{.run_id = new_run_id(at(begin).utc), .planned = planned};
  run.directory = planned.experiment_id;
  run.start = at(begin);
  run.attempts = {attempt_of(planned, begin, device)};
  run.end = run.attempts[0].end;
  run.outcome = Outcome::succeeded;
  return run;
}

void add(std::vector<Write>& writes, std::vector<Write> more) {
  writes.insert(writes.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
}

Status make_block(const std::string& session, int block, const Plan& plan, const SessionInfo& info,
                  const SummaryTable& table) {
  const std::string claim = fmt::format("{}/blocks/{:05}/claim_1", session, block);
  if (Status made = make_directories(claim); !made) return made;
  std::vector<Write> writes = session_begun(info, plan, table.head());
  for (const PlannedRun& planned : plan.runs) {
    const RunRecord run = record_of(planned, info.instrumentation.devices[0].id);
    add(writes, run_begun(run.run_id, planned, run.directory, run.start));
    add(writes, attempt_ended(run.run_id, run.attempts[0], "boot"));
    add(writes, run_ended(run, experiment_json(run, {info, plan.seed}),
                          table.line(run, info.instrumentation.devices), "SIM-0"));
  }
  add(writes, session_ended(at(1e7), ""));
  auto store = Database::open(claim + "/session.db", Journal::write_ahead, session_migrations());
  if (!store) return store.error();
  if (Status written = store->commit(writes); !written) return written;
  return store->fold_into_one_file();
}

Status make(const std::string& results, int blocks, int runs_of_a_block, int nodes) {
  Plan plan{.seed = 7, .experiment_name = "benchmark"};
  std::vector<Plan> plans(static_cast<std::size_t>(blocks), plan);
  for (int index = 1; index <= blocks * runs_of_a_block; ++index) {
    const int block = 1 + (index - 1) / runs_of_a_block;
    plan.runs.push_back(planned_of(index, block, runs_of_a_block));
    plans[static_cast<std::size_t>(block) - 1].runs.push_back(plan.runs.back());
  }
  auto store = SessionStore::create(results, plan, {}, {"{}\n", "{}\n"}, at(0));
  if (!store) return store.error();
  if (Status begun = (*store)->begin_session(info_on(0), plan); !begun) return begun;
  const std::string session = (*store)->directory();
  *store = nullptr;
  if (Status said = write_file_durably(session + "/" + kSubmittedFile, "{}\n"); !said) return said;
  const SummaryTable table(plan, {});
  for (int block = 1; block <= blocks; ++block) {
    const Plan& its = plans[static_cast<std::size_t>(block) - 1];
    const SessionInfo info = info_on(1 + block % nodes);
    if (Status made = make_block(session, block, its, info, table); !made) return made;
  }
  fmt::print("{}\n", session);
  return {};
}

}  // namespace
}  // namespace mutation

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "Usage: submitted_session RESULTS BLOCKS RUNS_OF_A_BLOCK NODES\n");
    return 2;
  }
  const mutation::Status made =
      mutation::make(argv[1], std::atoi(argv[2]), std::atoi(argv[3]), std::atoi(argv[4]));
  if (!made) fmt::print(stderr, "submitted_session: {}\n", to_text(made.error()));
  return made ? 0 : 1;
}
