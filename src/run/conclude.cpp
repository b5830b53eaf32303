#include "run/conclude.h"

#include <algorithm>
#include <utility>

#include "os/file.h"
#include "run/alone_power.h"
#include "run/device_errors.h"
#include "run/figures.h"
#include "run/log_tail.h"
#include "run/throttling.h"

namespace mutation {
namespace {

constexpr size_t kMostLines = 3;
// How far back a search looks, and what the kernel maps around that: let go of once more.
constexpr size_t kReadAgain = size_t{1} << 17;

Stretch stretch_of(const PhaseRecord& phase) {
  return {phase.start.monotonic, phase.end.monotonic};
}

void fill_process_shares(const Conclusion& known, AttemptRecord& record) {
  const std::string& untrusted = known.observations->instrumentation().processes_untrusted;
  LoadedFraction loaded = loaded_fraction(*known.processes, untrusted);
  record.load->loaded_fraction = loaded.fraction;
  record.load->loaded_reason = std::move(loaded.reason);
  const ForegroundShare share =
      foreground_share(*known.processes, record.energy.gpu_energy_above_idle_joules, untrusted);
  record.energy.gpu_energy_foreground_share_joules = share.joules;
  record.energy.reasons.push_back("gpu_energy_foreground_share_joules: " + share.reason);
}

// Of the mean power over the last seconds of a phase.
std::optional<Watts> uncertainty_at_end(const Conclusion& known, const AttemptRecord& record,
                                        PhaseKind kind, Seconds over) {
  const auto phase = std::ranges::find(record.phases, kind, &PhaseRecord::kind);
  if (phase == record.phases.end()) return std::nullopt;
  const MonotonicTime end = phase->end.monotonic;
  return mean_power_uncertainty(*known.observations,
                                {end - std::chrono::duration_cast<Monotonic::duration>(over), end},
                                known.gpus);
}

// None without a start-up.
AlonePower fill_alone_power(const Conclusion& known, AttemptRecord& record) {
  const auto startup =
      std::ranges::find(record.phases, PhaseKind::background_startup, &PhaseRecord::kind);
  if (!record.load || startup == record.phases.end()) return {};
  AlonePower alone = alone_power(*known.observations, stretch_of(*startup), known.gpus);
  record.load->alone_power = alone.power;
  record.load->alone_power_over = alone.over;
  return alone;
}

void fill_figures(const Conclusion& known, const PhaseRecord& foreground, const AlonePower& alone,
                  AttemptRecord& record) {
  const Stretch stretch = stretch_of(foreground);
  Baselines baselines{record.cooling.idle_power,
                      record.load && record.load->verdict != LoadVerdict::not_proved
                          ? record.load->alone_power
                          : std::nullopt,
                      known.background != nullptr};
  baselines.idle_uncertainty =
      uncertainty_at_end(known, record, PhaseKind::cooling, record.cooling.idle_power_over);
  baselines.background_uncertainty = alone.uncertainty;
  baselines.no_background_alone = alone.reason;
  record.energy = energy_metrics(*known.observations, foreground, known.gpus, baselines,
                                 known.legacy_power_sum);
  const double rate = sampling_rate(*known.observations, stretch, known.gpus);
  if (rate > 0) record.sampling_hertz = rate;
  const std::vector<std::string> gaps = gaps_in(*known.observations, stretch);
  record.gaps.insert(record.gaps.end(), gaps.begin(), gaps.end());
  record.throttling = throttling_in(*known.observations, stretch, known.gpus);
  if (known.background) {
    known.background->fill_shares(foreground.start, foreground.end, *record.load);
    fill_process_shares(known, record);
  }
}

// Metrics and tail into the record, error lines and what could not be searched into the evidence.
void read_log(const Conclusion& known, AttemptRecord& record, Evidence& evidence) {
  if (known.log_file.empty()) return;
  const Result<MappedFile> log = MappedFile::open(known.log_file);
  if (!log) {
    evidence.scan_problems.push_back("training.log: " + log.error().message);
    return;
  }
  std::vector<std::string>* const problems = &evidence.scan_problems;
  // A log of gigabytes does not come to lie in memory.
  size_t released = 0;
  const SearchedTo release = [&](size_t searched) {
    if (searched < released) released = 0;  // the next search has begun
    log->release(released, searched);
    released = searched - std::min(searched, kReadAgain);
  };
  record.metrics =
      extract_metrics(known.planned->foreground.metrics, log->text(), problems, release);
  const LogPatterns& patterns = known.planned->foreground.log_patterns;
  evidence.error_lines = error_lines(log->text(), kMostLines, problems, release, patterns.error);
  SuccessLines success =
      success_lines(log->text(), patterns.success, kMostLines, problems, release);
  record.success_lines = std::move(success.lines);
  evidence.success_missing = !patterns.success.empty() && !success.as_expected;
  record.log_tail = log_tail(known.log_file);
}

}  // namespace

void conclude(const Conclusion& known, AttemptRecord& record) {
  for (PhaseRecord& phase : record.phases) {
    phase.energy = energy_of_devices(*known.observations, stretch_of(phase), known.gpus);
  }
  const auto foreground =
      std::ranges::find(record.phases, PhaseKind::foreground, &PhaseRecord::kind);
  Evidence evidence{
      .rules = known.planned->rules,
      .metrics = known.planned->foreground.metrics,
      .device_errors = device_errors_in(*known.observations,
                                        {record.start.monotonic, record.end.monotonic}, known.gpus),
      .earlier_durations = known.earlier_durations,
      .suspended = suspended(record.start, record.end),
      .timeout = known.planned->timings.timeout,
      .keeper_died = known.keeper_died || (known.background && known.background->keeper_died()),
      .background_gave_up = known.background && known.background->gave_up(),
      .interrupted = known.interrupted,
      .oom_kill = known.oom_kill,
      .unwritten = known.unwritten,
      .ended_when_warm = known.ended_when_warm,
      .start_temperature_off = known.start_temperature_off};
  const AlonePower alone = fill_alone_power(known, record);
  if (foreground != record.phases.end()) {
    fill_figures(known, *foreground, alone, record);
    const double coverage =
        energy_lost(*known.observations, *foreground) ? 0 : lowest_coverage(*foreground);
    if (coverage < kCompleteCoverage) evidence.energy_coverage = coverage;
  } else {
    record.energy.reasons = {"the foreground training was never started: it has no figures"};
  }
  read_log(known, record, evidence);
  if (evidence.background_gave_up) record.log_tail = known.background->log_end();
  const Judgement judgement = judge(record, evidence);
  record.outcome = judgement.outcome;
  record.reasons = judgement.reasons;
}

}  // namespace mutation
