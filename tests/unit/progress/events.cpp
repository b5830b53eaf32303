#include "unit/progress/events.h"

namespace mutation::progress_test {

Instant at(double seconds) {
  const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds(seconds));
  return {MonotonicTime(since), BootTime(since), UtcTime(std::chrono::seconds(1762939800)) + since};
}

Event event(double seconds, EventBody body) {
  return {at(seconds), std::move(body)};
}

Instrumentation two_instruments() {
  Instrumentation all;
  all.devices = {{.id = "SIM-0", .name = "Simulated GPU", .simulated = true},
                 {.id = "package-0", .kind = DeviceKind::cpu, .name = "RAPL package-0"}};
  all.channels = {{.device = 0, .quantity = Quantity::power, .source = "simulated"},
                  {.device = 0, .quantity = Quantity::temperature, .source = "simulated"},
                  {.device = 1, .quantity = Quantity::energy, .source = "powercap"}};
  all.absences = {{"CPU energy (dram)", "no such zone below /sys/class/powercap",
                   "load the module intel_rapl_msr"}};
  return all;
}

PlannedRun planned_run(int index) {
  PlannedRun planned;
  planned.index = index;
  planned.experiment_id = "resnet_resnet20_00" + std::to_string(index) + "_parallel";
  planned.mode = Mode::parallel;
  planned.foreground.repo = "resnet";
  planned.foreground.model = "resnet20";
  planned.foreground.hyperparameters = {{"epochs", std::int64_t{12}}, {"learning_rate", 0.05}};
  planned.foreground.mutated = {"learning_rate"};
  planned.foreground.metrics = {{"accuracy", "acc=(.*)"}};
  planned.background.emplace();
  planned.background->repo = "VulBERTa";
  planned.background->model = "mlp";
  planned.background->hyperparameters = {{"epochs", std::int64_t{1}}};
  return planned;
}

RunRecord parallel_run(int index) {
  RunRecord run;
  run.planned = planned_run(index);
  run.start = at(0);
  run.end = at(185);
  run.outcome = Outcome::succeeded;
  AttemptRecord attempt;
  attempt.outcome = Outcome::succeeded;
  attempt.start = at(0);
  attempt.end = at(185);
  attempt.duration = Seconds(59.31);
  attempt.status.code = 0;
  attempt.metrics = {{"accuracy", 0.8123}};
  attempt.cooling = {.minimum = Seconds(60),
                     .taken = Seconds(62),
                     .verdict = GateVerdict::settled,
                     .reason = "temperature and power are steady at idle",
                     .end_temperature = Celsius{41}};
  attempt.load.emplace();
  attempt.load->verdict = LoadVerdict::proved;
  attempt.load->reason = "GPU utilisation is 97 %";
  attempt.load->waited = Seconds(30.1);
  attempt.load->alone_power = Watts{180.26};
  attempt.load->alive_fraction = 0.998;
  attempt.load->runs = {{.number = 1, .start = at(70), .end = at(90), .status = {.code = 0}},
                        {.number = 2, .start = at(92), .stopped_by_us = true}};
  attempt.stops = {{"foreground", "cgroup.kill", 5, 0, 0, 0, {}, Seconds(0.1)},
                   {"background", "cgroup.kill", 1, 1, 1, 0, {}, Seconds(10.2)}};
  PhaseRecord phase{PhaseKind::foreground, at(100), at(159.31), {}};
  phase.energy = {{.device = "SIM-0",
                   .simulated = true,
                   .figure = {Joules{14032}, "counter", "simulated", 1, Joules{13990}, ""}},
                  {.device = "package-0",
                   .kind = DeviceKind::cpu,
                   .figure = {Joules{3021}, "counter", "powercap", 1, {}, ""}}};
  attempt.phases = {phase};
  attempt.energy.cpu_energy_total_joules = 3021;
  attempt.energy.gpu_power_avg_watts = 236.59;
  attempt.energy.gpu_power_max_watts = 301.04;
  attempt.energy.gpu_power_min_watts = 70.2;
  attempt.energy.gpu_energy_total_joules = 14032;
  attempt.energy.gpu_energy_uncertainty_joules = 12.3;
  attempt.energy.gpu_energy_above_idle_joules = 9870.4;
  attempt.energy.gpu_temp_avg_celsius = 58.24;
  attempt.energy.gpu_temp_max_celsius = 63;
  attempt.energy.simulated = true;
  attempt.energy.reasons = {
      "gpu_energy_above_idle_joules: takes the idle power as unchanged",
      "gpu_energy_above_background_joules: no power was measured while it ran alone",
      "CPU energy (dram): no such zone below /sys/class/powercap"};
  run.attempts = {attempt};
  return run;
}

RunRecord bare_run(int index) {
  RunRecord run;
  run.planned = planned_run(index);
  run.planned.background.reset();
  run.start = at(0);
  run.end = at(7);
  AttemptRecord attempt;
  attempt.start = run.start;
  attempt.end = run.end;
  attempt.duration = Seconds(6.5);
  attempt.status.signal = 9;
  attempt.cooling.reason = "no sensor shows the GPU's power or temperature";
  run.attempts = {attempt};
  run.reasons = {{"exit_status", "the training ended with signal 9 (SIGKILL)"}};
  return run;
}

std::string text_of(const Lines& lines) {
  std::string text;
  for (const Line& line : lines) text += line.text + "\n";
  return text;
}

}  // namespace mutation::progress_test
