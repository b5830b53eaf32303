// How SessionMetrics writes what it knows. docs/watching.md has every metric.
#include <string>

#include "model/tariff.h"
#include "watch/session_metrics.h"

namespace mutation {
namespace {

constexpr Seconds kStale{5};

const char* word(bool flag) {
  return flag ? "true" : "false";
}

double unix_seconds(UtcTime time) {
  return Seconds(time.time_since_epoch()).count();
}

void put(MetricsText& text, const MetricLabels& labels, const std::optional<Seconds>& time) {
  if (time) text.sample(labels, time->count());
}

template <typename Unit>
void put(MetricsText& text, const MetricLabels& labels, const std::optional<Amount<Unit>>& amount) {
  if (amount) text.sample(labels, amount->value);
}

void put(MetricsText& text, const MetricLabels& labels, const std::optional<double>& number) {
  if (number) text.sample(labels, *number);
}

void put_counts(MetricsText& text, const std::string& label,
                const std::map<std::string, int>& counts) {
  for (const auto& [name, count] : counts) text.sample({{label, name}}, count);
}

}  // namespace

std::string SessionMetrics::text(const Instant& now) const {
  MetricsText text;
  put_session(text, now);
  put_runs(text);
  put_present(text, now);
  put_gpu(text, now);
  put_energy(text);
  put_last_run(text);
  return text.finish();
}

void SessionMetrics::put_session(MetricsText& text, const Instant& now) const {
  text.gauge("mutation_last_update_time_seconds", "seconds", "When this file was written.");
  text.sample({}, unix_seconds(now.utc));
  if (!start_) return;
  text.gauge("mutation_session_info", "", "The session.");
  text.sample({{"session", session_}, {"experiment", experiment_}}, 1);
  text.gauge("mutation_session_running", "", "1 while it goes on, 0 once it has ended.");
  text.sample({}, end_ ? 0 : 1);
  text.gauge("mutation_session_start_time_seconds", "seconds",
             "When this program began with the session.");
  text.sample({}, unix_seconds(start_->utc));
  if (!end_) return;
  text.gauge("mutation_session_end_time_seconds", "seconds", "When it ended.");
  text.sample({}, unix_seconds(end_->utc));
  text.gauge("mutation_session_end_info", "", "Why it ended early; empty at the regular end.");
  text.sample({{"ended_by", ended_by_}}, 1);
}

void SessionMetrics::put_runs(MetricsText& text) const {
  if (!start_) return;
  text.gauge("mutation_runs_planned", "", "Runs of the session, those done included.");
  text.sample({}, planned_);
  text.gauge("mutation_runs_done", "", "Runs done, those of earlier programs included.");
  text.sample({}, done_);
  text.counter("mutation_runs", "",
               "Runs that have ended in this program, as they were judged then.");
  for (const auto& [key, count] : ended_) {
    text.sample({{"outcome", key.first}, {"role", key.second}}, count);
  }
  text.counter("mutation_runs_judged_anew", "",
               "Runs judged anew at the end of the session, by their outcome since.");
  put_counts(text, "outcome", judged_anew_);
  text.counter("mutation_cooling_verdicts", "", "Verdicts of the gates before attempts.");
  put_counts(text, "verdict", cooling_verdicts_);
  text.counter("mutation_load_verdicts", "", "Verdicts on background trainings as load.");
  put_counts(text, "verdict", load_verdicts_);
  text.counter("mutation_notices", "", "Notices, by how serious they are.");
  put_counts(text, "severity", notices_);
}

void SessionMetrics::put_present(MetricsText& text, const Instant& now) const {
  if (run_) {
    text.gauge("mutation_run_info", "", "The run that goes on.");
    text.sample({{"run", std::to_string(run_->index)},
                 {"experiment_id", run_->planned.experiment_id},
                 {"attempt", std::to_string(attempt_)}},
                1);
  }
  if (phase_) {
    text.gauge("mutation_phase", "", "1 for the phase that goes on.");
    for (const PhaseKind kind : {PhaseKind::cooling, PhaseKind::background_startup,
                                 PhaseKind::foreground, PhaseKind::stop}) {
      text.sample({{"phase", to_text(kind)}}, kind == *phase_ ? 1 : 0);
    }
  }
  if (!sample_ || elapsed(sampled_, now) > kStale) return;
  text.gauge("mutation_phase_elapsed_seconds", "seconds", "How long the phase has gone on.");
  put(text, {}, std::optional(sample_->in_phase));
  text.gauge("mutation_phase_left_seconds", "seconds",
             "Until the phase has taken the time that it takes at least.");
  put(text, {}, sample_->left);
  text.gauge("mutation_session_left_seconds", "seconds", "Until the session ends, as estimated.");
  put(text, {}, sample_->session_left);
}

void SessionMetrics::put_gpu(MetricsText& text, const Instant& now) const {
  if (!sample_ || elapsed(sampled_, now) > kStale) return;
  std::string devices;
  for (const std::string& device : sample_->devices) {
    devices += (devices.empty() ? "" : " ") + device;
  }
  const MetricLabels labels = {{"device", devices}, {"simulated", word(sample_->simulated)}};
  text.gauge("mutation_gpu_power_watts", "watts", "Power of the run's own GPUs, summed.");
  put(text, labels, sample_->power);
  text.gauge("mutation_gpu_temperature_celsius", "celsius",
             "Temperature of the hottest of the run's own GPUs.");
  put(text, labels, sample_->temperature);
  text.gauge("mutation_gpu_utilization_ratio", "ratio",
             "Utilization of the run's own GPUs, from 0 to 1.");
  if (sample_->utilization_percent) text.sample(labels, *sample_->utilization_percent / 100);
}

void SessionMetrics::put_energy(MetricsText& text) const {
  text.counter("mutation_energy_joules", "joules",
               "Energy of all attempts of this program, from gate to stop.");
  put(text, {{"kind", "gpu"}, {"simulated", word(false)}}, consumption_.gpu);
  put(text, {{"kind", "gpu"}, {"simulated", word(true)}}, consumption_.simulated);
  put(text, {{"kind", "cpu"}, {"simulated", word(false)}}, consumption_.cpu);
}

void SessionMetrics::put_last_run(MetricsText& text) const {
  if (!last_run_) return;
  text.gauge("mutation_last_run_info", "", "The run that ended last.");
  text.sample({{"run", std::to_string(last_run_->index)},
               {"experiment_id", last_run_->experiment_id},
               {"outcome", last_run_->outcome}},
              1);
  text.gauge("mutation_last_run_duration_seconds", "seconds", "Of its training.");
  put(text, {}, last_run_->duration);
  const EnergyMetrics& energy = last_run_->energy;
  text.gauge("mutation_last_run_gpu_energy_joules", "joules", "During its training.");
  put(text, {{"simulated", word(energy.simulated)}}, energy.gpu_energy_total_joules);
  text.gauge("mutation_last_run_cpu_energy_joules", "joules", "During its training.");
  put(text, {}, energy.cpu_energy_total_joules);
}

}  // namespace mutation
