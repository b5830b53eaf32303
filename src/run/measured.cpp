// Every device by itself: nothing is summed but the packages of the CPU, and its DRAM.
#include "run/measured.h"

#include <algorithm>

#include "run/cpu_domains.h"
#include "run/figures.h"

namespace mutation {
namespace {

// How far from an edge the reading may lie that stands for it where readings are rare.
constexpr Seconds kFarthestReading{5};

class Figures {
 public:
  Figures(const Observations& observations, const AttemptRecord& attempt, const HowMeasured& how)
      : observations_(observations), attempt_(attempt), how_(how) {}

  MeasuredDevice device(int index) const;

 private:
  const Device& described(int index) const {
    return observations_.instrumentation().devices[static_cast<size_t>(index)];
  }
  // The stretch that a device's figure can be given over.
  Stretch given_over(int index, Stretch stretch) const;
  EnergyFigure energy(int index, Stretch stretch) const;
  void fill_net(int index, MeasuredDevice& into) const;
  void fill_summaries(int index, Stretch stretch, MeasuredDevice& into) const;

  const Observations& observations_;
  const AttemptRecord& attempt_;
  const HowMeasured& how_;
};

bool has_started(const AttemptRecord& attempt) {
  return attempt.training_start.boot != BootTime{};
}

Stretch Figures::given_over(int index, Stretch stretch) const {
  const Trace* const counter = observations_.trace(index, Quantity::energy);
  const Trace* const readings = counter ? counter : observations_.trace(index, Quantity::power);
  if (!how_.rare || !readings) return stretch;
  const auto after = std::ranges::upper_bound(*readings, stretch.start, {}, &TracePoint::at);
  if (after != readings->begin()) {
    const MonotonicTime before = std::prev(after)->at;
    if (stretch.start - before <= kFarthestReading) stretch.start = before;
  }
  const auto end = std::ranges::lower_bound(*readings, stretch.end, {}, &TracePoint::at);
  if (end != readings->end() && end->at - stretch.end <= kFarthestReading) stretch.end = end->at;
  return stretch;
}

EnergyFigure Figures::energy(int index, Stretch stretch) const {
  return energy_of_devices(observations_, stretch, how_.own)[static_cast<size_t>(index)].figure;
}

void Figures::fill_net(int index, MeasuredDevice& into) const {
  if (how_.idle <= Seconds(0)) {
    into.net_reason = "no idle time before the run was asked for (--idle)";
    return;
  }
  const auto idle = std::ranges::find(attempt_.phases, PhaseKind::cooling, &PhaseRecord::kind);
  if (idle == attempt_.phases.end()) {
    into.net_reason = "there was no idle time";
    return;
  }
  Stretch stretch{idle->start.monotonic, idle->end.monotonic};
  // What the run before has heated and woken is back at rest by then.
  if (!how_.rare) stretch.start += (stretch.end - stretch.start) / 2;
  stretch = given_over(index, stretch);
  const EnergyFigure at_rest = energy(index, stretch);
  if (!at_rest.energy || at_rest.coverage < kCompleteCoverage) {
    into.net_reason = "the idle time was not measured: " + at_rest.reason;
    return;
  }
  into.idle_power = *at_rest.energy / (at_rest.coverage * Seconds(stretch.end - stretch.start));
  if (!into.figure.energy || into.figure.coverage < kCompleteCoverage) {
    into.net_reason = into.figure.reason;
    return;
  }
  into.net = *into.figure.energy - *into.idle_power * into.over;
}

void Figures::fill_summaries(int index, Stretch stretch, MeasuredDevice& into) const {
  if (const Trace* const power = observations_.trace(index, Quantity::power)) {
    if (const auto summary = summarize(*power, stretch)) {
      into.mean_power = Watts{summary->mean};
      into.max_power = Watts{summary->max};
    }
  }
  const Trace* const temperature = observations_.trace(index, Quantity::temperature);
  const auto heat = temperature ? summarize(*temperature, stretch) : std::nullopt;
  if (!heat) return;
  const auto first = std::ranges::lower_bound(*temperature, stretch.start, {}, &TracePoint::at);
  into.start_temperature = Celsius{first->value};
  into.max_temperature = Celsius{heat->max};
}

MeasuredDevice Figures::device(int index) const {
  MeasuredDevice measured;
  measured.device = described(index);
  measured.own = measured.device.kind != DeviceKind::gpu ||
                 std::ranges::find(how_.own, index) != how_.own.end();
  if (!has_started(attempt_)) {
    measured.figure.reason = measured.net_reason = "the command was not started";
    return measured;
  }
  const Stretch stretch =
      given_over(index, {attempt_.training_start.monotonic, attempt_.training_end.monotonic});
  measured.over = stretch.end - stretch.start;
  measured.figure = energy(index, stretch);
  fill_summaries(index, stretch, measured);
  fill_net(index, measured);
  return measured;
}

// "package-0", "package-1", …, "dram-0", …: the sum, or why there is none.
std::optional<Joules> sum_of(const std::vector<MeasuredDevice>& domains, const std::string& name,
                             const std::vector<std::string>& unopened,
                             std::vector<std::string>& reasons) {
  std::optional<Joules> sum;
  reasons.insert(reasons.end(), unopened.begin(), unopened.end());
  bool missing = !unopened.empty();
  bool any = missing;
  for (const MeasuredDevice& domain : domains) {
    if (!domain.device.in_total || !domain.device.id.starts_with(name)) continue;
    any = true;
    if (!domain.figure.reason.empty())
      reasons.push_back(domain.device.id + ": " + domain.figure.reason);
    missing |= !domain.figure.energy;
    if (!missing) sum = sum.value_or(Joules{0}) + *domain.figure.energy;
  }
  if (!any && !domains.empty()) reasons.push_back(name + ": this CPU has no such counter");
  return missing ? std::nullopt : sum;
}

void fill_cpu(const Instrumentation& instrumentation, MeasuredCpu& cpu) {
  const auto sum = [&](const std::string& name) {
    return sum_of(cpu.domains, name, unopened_cpu_domains(instrumentation, name), cpu.reasons);
  };
  cpu.package = sum("package");
  cpu.dram = sum("dram");
  if (!cpu.domains.empty()) return;
  cpu.reasons.clear();
  for (const Absence& absence : instrumentation.absences) {
    if (absence.what.starts_with("CPU"))
      cpu.reasons.push_back(absence.what + ": " + absence.reason);
  }
  if (cpu.reasons.empty()) cpu.reasons.emplace_back("no counter of the CPU's energy was found");
}

}  // namespace

MeasuredRun measured_run(const Observations& observations, const AttemptRecord& attempt,
                         const HowMeasured& how) {
  MeasuredRun run{.status = attempt.status,
                  .start_error = attempt.start_error,
                  .timed_out = attempt.timed_out,
                  .interrupted = attempt.outcome == Outcome::interrupted,
                  .start = attempt.training_start,
                  .end = attempt.training_end,
                  .duration = attempt.duration,
                  .readers = attempt.readers,
                  .power_readings_per_second = attempt.sampling_hertz};
  const Figures figures(observations, attempt, how);
  const auto& devices = observations.instrumentation().devices;
  for (size_t i = 0; i < devices.size(); ++i) {
    MeasuredDevice measured = figures.device(static_cast<int>(i));
    switch (devices[i].kind) {
      case DeviceKind::gpu:
        run.gpus.push_back(std::move(measured));
        break;
      case DeviceKind::cpu:
        run.cpu.domains.push_back(std::move(measured));
        break;
      case DeviceKind::meter:
        run.meters.push_back(std::move(measured));
        break;
    }
  }
  fill_cpu(observations.instrumentation(), run.cpu);
  if (!how.rare) run.gaps = attempt.gaps;
  run.strangers = attempt.strangers;
  run.throttling = attempt.throttling;
  run.foreign_cpu_fraction = attempt.foreign_cpu_fraction;
  for (const StopRecord& stop : attempt.stops) {
    run.survivors.insert(run.survivors.end(), stop.survivor_processes.begin(),
                         stop.survivor_processes.end());
  }
  return run;
}

}  // namespace mutation
