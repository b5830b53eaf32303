#include "record/summary_csv.h"

#include <fmt/format.h>

#include <cmath>
#include <set>
#include <utility>

#include "base/text.h"
#include "record/csv.h"
#include "record/experiment_json.h"

namespace mutation {
namespace {

using Fields = std::vector<std::string>;

std::string truth(bool flag) {
  return flag ? "True" : "False";
}

std::string text_of(double number) {
  return std::isfinite(number) ? shortest(number) : fmt::format("{}", number);
}

std::string text_of(const std::optional<double>& number) {
  return number ? text_of(*number) : "";
}

std::string text_of(const std::optional<int>& number) {
  return number ? std::to_string(*number) : "";
}

std::string text_of(const std::optional<Seconds>& time) {
  return time ? text_of(time->count()) : "";
}

std::string text_of(const std::optional<Celsius>& temperature) {
  return temperature ? text_of(temperature->value) : "";
}

std::string text_of(const Value* value) {
  if (!value) return "";
  const auto* flag = std::get_if<bool>(value);
  return flag ? truth(*flag) : to_text(*value);
}

std::string text_of(const std::vector<Metric>& metrics, const std::string& name) {
  for (const Metric& metric : metrics) {
    if (metric.name == name) return text_of(metric.value);
  }
  return "";
}

std::string reasons_of(const std::vector<Reason>& reasons) {
  Fields texts;
  for (const Reason& reason : reasons) texts.push_back(reason.code + ": " + reason.text);
  return joined(texts, "; ");
}

std::string ids_of(const std::vector<Device>& devices) {
  Fields ids;
  for (const Device& device : devices) ids.push_back(device.id);
  return joined(ids, " ");
}

constexpr const char* kHyperparameter = "hyperparam_";
constexpr const char* kMetric = "perf_";

const Fields kBase = {"experiment_id",    "timestamp",        "repository", "model",
                      "training_success", "duration_seconds", "retries"};

const Fields kEnergy = {
    "energy_cpu_pkg_joules",       "energy_cpu_ram_joules",       "energy_cpu_total_joules",
    "energy_gpu_avg_watts",        "energy_gpu_max_watts",        "energy_gpu_min_watts",
    "energy_gpu_total_joules",     "energy_gpu_temp_avg_celsius", "energy_gpu_temp_max_celsius",
    "energy_gpu_util_avg_percent", "energy_gpu_util_max_percent"};

const Fields kOurs = {"run_id",
                      "index",
                      "role",
                      "mode",
                      "outcome",
                      "reasons",
                      "exit_code",
                      "signal",
                      "energy_gpu_sum_legacy_joules",
                      "energy_gpu_above_idle_joules",
                      "energy_gpu_above_background_joules",
                      "energy_gpu_uncertainty_joules",
                      "start_temperature_celsius",
                      "cooling_seconds_asked",
                      "cooling_seconds_taken",
                      "cooling_verdict",
                      "load_verdict",
                      "background_repository",
                      "background_model",
                      "device_uuid",
                      "simulated",
                      "seed"};

void add(Fields& fields, Fields more) {
  fields.insert(fields.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
}

Fields prefixed(const char* prefix, const Fields& names) {
  Fields columns;
  for (const std::string& name : names) columns.push_back(prefix + name);
  return columns;
}

Fields energy_fields(const EnergyMetrics& energy) {
  return {text_of(energy.cpu_energy_pkg_joules),   text_of(energy.cpu_energy_ram_joules),
          text_of(energy.cpu_energy_total_joules), text_of(energy.gpu_power_avg_watts),
          text_of(energy.gpu_power_max_watts),     text_of(energy.gpu_power_min_watts),
          text_of(energy.gpu_energy_total_joules), text_of(energy.gpu_temp_avg_celsius),
          text_of(energy.gpu_temp_max_celsius),    text_of(energy.gpu_util_avg_percent),
          text_of(energy.gpu_util_max_percent)};
}

// In the order of kOurs.
Fields our_fields(const RunRecord& run, const AttemptRecord& attempt,
                  const std::vector<Device>& own, std::uint64_t seed) {
  const PlannedRun& planned = run.planned;
  const EnergyMetrics& energy = attempt.energy;
  const CoolingRecord& cooling = attempt.cooling;
  return {run.run_id,
          std::to_string(planned.index),
          to_text(planned.role),
          to_text(planned.mode),
          to_text(run.outcome),
          reasons_of(run.reasons),
          text_of(attempt.status.code),
          text_of(attempt.status.signal),
          text_of(energy.gpu_energy_sum_legacy_joules),
          text_of(energy.gpu_energy_above_idle_joules),
          text_of(energy.gpu_energy_above_background_joules),
          text_of(energy.gpu_energy_uncertainty_joules),
          text_of(cooling.end_temperature),
          text_of(cooling.minimum.count()),
          text_of(cooling.taken.count()),
          to_text(cooling.verdict),
          attempt.load ? to_text(attempt.load->verdict) : "",
          planned.background ? planned.background->repo : "",
          planned.background ? planned.background->model : "",
          ids_of(own),
          truth(energy.simulated),
          std::to_string(seed)};
}

}  // namespace

SummaryTable::SummaryTable(const Plan& plan, const Catalogue& catalogue) : seed_(plan.seed) {
  std::set<std::string> hyperparameters;
  std::set<std::string> metrics;
  for (const PlannedRun& run : plan.runs) {
    const PlannedTraining& training = run.foreground;
    for (const MetricSpec& metric : training.metrics) metrics.insert(metric.name);
    for (const NamedValue& named : training.hyperparameters) hyperparameters.insert(named.name);
    const RepoSpec* repo = find_repo(catalogue, training.repo);
    if (!repo) continue;
    for (const MetricSpec& metric : repo->metrics) metrics.insert(metric.name);
    for (const auto& spec : repo->hyperparameters) hyperparameters.insert(spec.name);
  }
  hyperparameters_.assign(hyperparameters.begin(), hyperparameters.end());
  metrics_.assign(metrics.begin(), metrics.end());
}

Result<SummaryTable> SummaryTable::of_head(const std::string& head, std::uint64_t seed) {
  SummaryTable table;
  table.seed_ = seed;
  const std::vector<Fields> records = read_csv(head);
  if (records.size() != 1) return Error{"no header of summary.csv: " + head, {}};
  for (const std::string& column : records[0]) {
    for (const auto& [prefix, names] : {std::pair{kHyperparameter, &table.hyperparameters_},
                                        std::pair{kMetric, &table.metrics_}}) {
      if (column.starts_with(prefix)) names->push_back(column.substr(std::string(prefix).size()));
    }
  }
  return table;
}

std::string SummaryTable::head() const {
  Fields columns = kBase;
  add(columns, prefixed(kHyperparameter, hyperparameters_));
  add(columns, prefixed(kMetric, metrics_));
  add(columns, kEnergy);
  add(columns, kOurs);
  add(columns, prefixed("effective_hyperparam_", hyperparameters_));
  return csv_record(columns) + "\r\n";
}

std::string SummaryTable::line(const RunRecord& run, const std::vector<Device>& own) const {
  const PlannedTraining& training = run.planned.foreground;
  const AttemptRecord attempt = run.attempts.empty() ? AttemptRecord{} : final_attempt(run);
  Fields fields = {run.planned.experiment_id,
                   timestamp_of(run),
                   training.repo,
                   training.model,
                   truth(training_success(run)),
                   text_of(training_duration(attempt)),
                   std::to_string(retries_of(run))};
  for (const auto& name : hyperparameters_) {
    fields.push_back(text_of(find(training.hyperparameters, name)));
  }
  for (const auto& name : metrics_) fields.push_back(text_of(attempt.metrics, name));
  add(fields, energy_fields(attempt.energy));
  add(fields, our_fields(run, attempt, own, seed_));
  for (const auto& name : hyperparameters_) {
    fields.push_back(text_of(find(training.effective_hyperparameters, name)));
  }
  return csv_record(fields) + "\r\n";
}

}  // namespace mutation
