#include "dataset/csv_columns.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace mutation {
namespace {

struct PlainColumn {
  std::string_view name;
  ColumnIndex CsvColumns::*field;
};

constexpr PlainColumn kPlain[] = {{"experiment_id", &CsvColumns::experiment_id},
                                  {"timestamp", &CsvColumns::timestamp},
                                  {"mode", &CsvColumns::mode},
                                  {"is_parallel", &CsvColumns::is_parallel},
                                  {"experiment_source", &CsvColumns::experiment_source},
                                  {"num_mutated_params", &CsvColumns::mutated_count},
                                  {"mutated_param", &CsvColumns::mutated_name},
                                  {"bg_repository", &CsvColumns::background_repository},
                                  {"bg_model", &CsvColumns::background_model},
                                  {"bg_log_directory", &CsvColumns::background_log_directory},
                                  {"background_repository", &CsvColumns::background_repository},
                                  {"background_model", &CsvColumns::background_model},
                                  {"run_id", &CsvColumns::run_id},
                                  {"role", &CsvColumns::role},
                                  {"outcome", &CsvColumns::outcome},
                                  {"reasons", &CsvColumns::reasons},
                                  {"exit_code", &CsvColumns::exit_code},
                                  {"signal", &CsvColumns::signal},
                                  {"start_temperature_celsius", &CsvColumns::start_temperature},
                                  {"cooling_seconds_taken", &CsvColumns::cooling_taken},
                                  {"cooling_verdict", &CsvColumns::cooling_verdict},
                                  {"load_verdict", &CsvColumns::load_verdict},
                                  {"device_uuid", &CsvColumns::device},
                                  {"simulated", &CsvColumns::simulated},
                                  {"device", &CsvColumns::device},
                                  {"device_name", &CsvColumns::device_name},
                                  {"host", &CsvColumns::host},
                                  {"session", &CsvColumns::session},
                                  {"start", &CsvColumns::start},
                                  {"end", &CsvColumns::end},
                                  {"configuration", &CsvColumns::configuration},
                                  {"block", &CsvColumns::block},
                                  {"mutated", &CsvColumns::mutated_names},
                                  {"load_alive_fraction", &CsvColumns::alive_fraction},
                                  {"load_loaded_fraction", &CsvColumns::loaded_fraction},
                                  {"strangers", &CsvColumns::strangers},
                                  {"energy_gpu_method", &CsvColumns::gpu_energy_method},
                                  {"energy_gpu_reported_joules", &CsvColumns::reported_gpu_energy},
                                  {"inferred", &CsvColumns::inferred}};

// Known, and nothing that a recorded run has a place for, or said by other columns.
constexpr std::string_view kWithoutPlace[] = {
    "bg_note",     "index",       "seed",   "cooling_seconds_asked", "num_mutated",
    "suspect",     "imported",    "record", "energy_cpu_domains",    "audit_verdict",
    "audit_codes", "duplicate_of"};

struct TrainingColumn {
  std::string_view name;
  ColumnIndex TrainingColumns::*field;
};

constexpr TrainingColumn kTraining[] = {{"repository", &TrainingColumns::repository},
                                        {"model", &TrainingColumns::model},
                                        {"training_success", &TrainingColumns::success},
                                        {"duration_seconds", &TrainingColumns::duration},
                                        {"retries", &TrainingColumns::retries},
                                        {"error_message", &TrainingColumns::error_message}};

struct EnergyName {
  std::string_view name;
  std::optional<double> EnergyMetrics::*field;
};

constexpr EnergyName kEnergy[] = {
    {"energy_cpu_pkg_joules", &EnergyMetrics::cpu_energy_pkg_joules},
    {"energy_cpu_ram_joules", &EnergyMetrics::cpu_energy_ram_joules},
    {"energy_cpu_total_joules", &EnergyMetrics::cpu_energy_total_joules},
    {"energy_gpu_avg_watts", &EnergyMetrics::gpu_power_avg_watts},
    {"energy_gpu_max_watts", &EnergyMetrics::gpu_power_max_watts},
    {"energy_gpu_min_watts", &EnergyMetrics::gpu_power_min_watts},
    {"energy_gpu_total_joules", &EnergyMetrics::gpu_energy_total_joules},
    {"energy_gpu_sum_legacy_joules", &EnergyMetrics::gpu_energy_sum_legacy_joules},
    {"energy_gpu_above_idle_joules", &EnergyMetrics::gpu_energy_above_idle_joules},
    {"energy_gpu_above_background_joules", &EnergyMetrics::gpu_energy_above_background_joules},
    {"energy_gpu_foreground_share_joules", &EnergyMetrics::gpu_energy_foreground_share_joules},
    {"energy_gpu_uncertainty_joules", &EnergyMetrics::gpu_energy_uncertainty_joules},
    {"energy_gpu_temp_avg_celsius", &EnergyMetrics::gpu_temp_avg_celsius},
    {"energy_gpu_temp_max_celsius", &EnergyMetrics::gpu_temp_max_celsius},
    {"energy_gpu_util_avg_percent", &EnergyMetrics::gpu_util_avg_percent},
    {"energy_gpu_util_max_percent", &EnergyMetrics::gpu_util_max_percent}};

bool take_prefix(std::string_view& name, std::string_view prefix) {
  if (!name.starts_with(prefix) || name.size() == prefix.size()) return false;
  name.remove_prefix(prefix.size());
  return true;
}

bool put_training(std::string_view name, std::size_t index, TrainingColumns& columns) {
  for (const TrainingColumn& column : kTraining) {
    if (column.name != name) continue;
    columns.*column.field = index;
    return true;
  }
  for (const EnergyName& column : kEnergy) {
    if (column.name != name) continue;
    columns.energy.push_back({index, column.field});
    return true;
  }
  if (take_prefix(name, "hyperparam_")) {
    columns.hyperparameters.push_back({index, std::string(name)});
    return true;
  }
  if (!take_prefix(name, "perf_")) return false;
  columns.metrics.push_back({index, std::string(name)});
  return true;
}

bool put(std::string_view name, std::size_t index, CsvColumns& columns) {
  for (const PlainColumn& column : kPlain) {
    if (column.name != name) continue;
    columns.*column.field = index;
    return true;
  }
  if (put_training(name, index, columns.own)) return true;
  if (take_prefix(name, "fg_")) return put_training(name, index, columns.foreground);
  if (take_prefix(name, "background_hyperparam_")) {
    columns.background_hyperparameters.push_back({index, std::string(name)});
    return true;
  }
  if (!take_prefix(name, "effective_hyperparam_")) return false;
  columns.effective_hyperparameters.push_back({index, std::string(name)});
  return true;
}

bool holds_numbers(std::string_view name) {
  take_prefix(name, "fg_");
  return name == "duration_seconds" || name == "retries" || name.starts_with("perf_") ||
         std::ranges::find(kEnergy, name, &EnergyName::name) != std::end(kEnergy);
}

bool without_place(std::string_view name, const CsvColumns& columns) {
  // mutated_<hyperparameter> says again what `mutated` does.
  if (columns.mutated_names && name.starts_with("mutated_")) return true;
  return std::ranges::find(kWithoutPlace, name) != std::end(kWithoutPlace);
}

}  // namespace

Result<CsvColumns> csv_columns(const std::vector<std::string_view>& names) {
  CsvColumns columns{.count = names.size()};
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string_view name = trimmed(names[i]);
    if (!name.empty() && !seen.insert(name).second)
      return Error{"the column " + valid_utf8(name) + " is there twice", {}};
    if (holds_numbers(name)) columns.numbers.push_back({i, std::string(name)});
    if (!put(name, i, columns) && !without_place(name, columns))
      columns.unknown.push_back(valid_utf8(name));
  }
  const bool runs = (columns.own.repository && columns.own.model) ||
                    (columns.foreground.repository && columns.foreground.model);
  if (!runs)
    return Error{"its first line names no columns repository and model",
                 "a CSV file of runs has the columns of summary.csv, raw_data.csv or data.csv"};
  return columns;
}

}  // namespace mutation
