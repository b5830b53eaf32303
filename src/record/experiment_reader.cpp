#include "record/experiment_reader.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "os/file.h"
#include "record/from_json_parts.h"
#include "record/json_of.h"
#include "record/json_parts.h"
#include "record/python_json.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

// Ours hold every attempt with its curves; the Python tool's are 2 KB.
constexpr size_t kLargestExperiment = size_t{256} << 20;

// A field that is not there counts as null.
const Json& field(const Json& object, const char* name) {
  static const Json kAbsent;
  if (!object.is_object()) throw std::invalid_argument("no object where one must be");
  const auto found = object.find(name);
  return found == object.end() ? kAbsent : *found;
}

[[noreturn]] void refuse(const char* name, const char* expected, const Json& value) {
  throw std::invalid_argument(std::string(name) + " is " + value.type_name() + " where " +
                              expected + " is expected");
}

std::string text_in(const Json& object, const char* name) {
  const Json& value = field(object, name);
  if (value.is_null()) return {};
  if (!value.is_string()) refuse(name, "a text", value);
  return value.get<std::string>();
}

std::optional<double> number_in(const Json& object, const char* name) {
  const Json& value = field(object, name);
  if (value.is_null()) return std::nullopt;
  if (!value.is_number()) refuse(name, "a number", value);
  return value.get<double>();
}

std::optional<bool> flag_in(const Json& object, const char* name) {
  const Json& value = field(object, name);
  if (value.is_null()) return std::nullopt;
  if (!value.is_boolean()) refuse(name, "true or false", value);
  return value.get<bool>();
}

std::optional<int> count_in(const Json& object, const char* name) {
  const Json& value = field(object, name);
  if (value.is_null()) return std::nullopt;
  if (!value.is_number_integer()) refuse(name, "a whole number", value);
  int count = 0;
  take(object, name, count);
  return count;
}

const Json& object_in(const Json& object, const char* name) {
  const Json& value = field(object, name);
  if (!value.is_null() && !value.is_object()) refuse(name, "an object", value);
  return value;
}

Value hyperparameter_value(const std::string& name, const Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX) return json.get<double>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number_float()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  refuse(("hyperparameter " + name).c_str(), "a number, a text, true or false", json);
}

Hyperparameters hyperparameters_in(const Json& object, const char* field_name) {
  Hyperparameters hyperparameters;
  for (const auto& [name, value] : object_in(object, field_name).items()) {
    if (!value.is_null()) hyperparameters.push_back({name, hyperparameter_value(name, value)});
  }
  return hyperparameters;
}

ReadTraining training_in(const Json& object) {
  return {.repository = text_in(object, "repository"),
          .model = text_in(object, "model"),
          .hyperparameters = hyperparameters_in(object, "hyperparameters")};
}

struct EnergyField {
  const char* name;
  std::optional<double> EnergyMetrics::*field;
};

constexpr EnergyField kEnergyFields[] = {
    {"cpu_energy_pkg_joules", &EnergyMetrics::cpu_energy_pkg_joules},
    {"cpu_energy_ram_joules", &EnergyMetrics::cpu_energy_ram_joules},
    {"cpu_energy_total_joules", &EnergyMetrics::cpu_energy_total_joules},
    {"gpu_power_avg_watts", &EnergyMetrics::gpu_power_avg_watts},
    {"gpu_power_max_watts", &EnergyMetrics::gpu_power_max_watts},
    {"gpu_power_min_watts", &EnergyMetrics::gpu_power_min_watts},
    {"gpu_energy_total_joules", &EnergyMetrics::gpu_energy_total_joules},
    {"gpu_energy_sum_legacy_joules", &EnergyMetrics::gpu_energy_sum_legacy_joules},
    {"gpu_energy_above_idle_joules", &EnergyMetrics::gpu_energy_above_idle_joules},
    {"gpu_energy_above_background_joules", &EnergyMetrics::gpu_energy_above_background_joules},
    {"gpu_energy_uncertainty_joules", &EnergyMetrics::gpu_energy_uncertainty_joules},
    {"gpu_energy_above_idle_uncertainty_joules",
     &EnergyMetrics::gpu_energy_above_idle_uncertainty_joules},
    {"gpu_energy_above_background_uncertainty_joules",
     &EnergyMetrics::gpu_energy_above_background_uncertainty_joules},
    {"gpu_energy_foreground_share_joules", &EnergyMetrics::gpu_energy_foreground_share_joules},
    {"gpu_temp_avg_celsius", &EnergyMetrics::gpu_temp_avg_celsius},
    {"gpu_temp_max_celsius", &EnergyMetrics::gpu_temp_max_celsius},
    {"gpu_util_avg_percent", &EnergyMetrics::gpu_util_avg_percent},
    {"gpu_util_max_percent", &EnergyMetrics::gpu_util_max_percent},
};

// The Python tool's total is the sum of its 1 Hz file: it must not pass for the correct value.
EnergyMetrics energy_in(const Json& object, ExperimentShape shape) {
  EnergyMetrics energy;
  const Json& figures = object_in(object, "energy_metrics");
  if (figures.is_null()) return energy;
  for (const EnergyField& entry : kEnergyFields)
    energy.*entry.field = number_in(figures, entry.name);
  energy.simulated = flag_in(figures, "simulated").value_or(false);
  if (const Json& domains = field(figures, "cpu_energy_domains"); !domains.is_null())
    energy.cpu_energy_domains = domains.get<std::vector<std::string>>();
  if (shape != ExperimentShape::ours) {
    energy.gpu_energy_sum_legacy_joules = energy.gpu_energy_total_joules;
    energy.gpu_energy_total_joules.reset();
  }
  return energy;
}

std::vector<Metric> metrics_in(const Json& object) {
  std::vector<Metric> metrics;
  for (const auto& [name, value] : object_in(object, "performance_metrics").items()) {
    if (value.is_null()) continue;
    if (!value.is_number()) refuse(("metric " + name).c_str(), "a number", value);
    metrics.push_back({name, value.get<double>()});
  }
  return metrics;
}

ExperimentShape shape_of(const Json& json) {
  if (!field(json, "run_id").is_null()) return ExperimentShape::ours;
  return field(json, "foreground").is_null() ? ExperimentShape::python_flat
                                             : ExperimentShape::python_parallel;
}

std::vector<std::string> texts_in(const Json& object, const char* name) {
  const Json& value = field(object, name);
  return value.is_null() ? std::vector<std::string>() : value.get<std::vector<std::string>>();
}

// Of an imported run they stand in its provenance: the record's own are those of the importing.
void take_place_and_code(const Json& json, ReadExperiment& experiment) {
  const Json& provenance = object_in(json, "provenance");
  const bool imported = !provenance.is_null();
  experiment.host = text_in(imported ? provenance : json, "host");
  if (imported) {
    experiment.devices = words(text_in(provenance, "device"));
    if (auto name = text_in(provenance, "device_name"); !name.empty())
      experiment.device_names.push_back(std::move(name));
    experiment.train_script_sha256 = text_in(provenance, "train_script_sha256");
    experiment.git_commit = text_in(provenance, "git_commit");
    return;
  }
  for (const Json& device : field(json, "devices")) {
    experiment.devices.push_back(text_in(device, "uuid"));
    experiment.device_names.push_back(text_in(device, "name"));
  }
  if (const Json& hashes = object_in(json, "hashes"); !hashes.is_null())
    experiment.train_script_sha256 = text_in(hashes, "train_script_sha256");
  if (const Json& git = object_in(json, "git"); !git.is_null())
    experiment.git_commit = text_in(git, "commit");
}

// What the Python tool did not write.
void take_ours(const Json& json, const Json& training, ReadExperiment& experiment) {
  if (!field(json, "role").is_null())
    take_word(json, "role", {Role::measured, Role::warm_up, Role::calibration}, experiment.role);
  for (const Json& reason : field(json, "reasons"))
    experiment.reasons.push_back({text_in(reason, "code"), text_in(reason, "text")});
  if (const Json& attempts = field(json, "attempts"); attempts.is_array() && !attempts.empty()) {
    std::optional<Instant> start, end;
    take_if_there(attempts.back(), "training_start", start);
    take_if_there(attempts.back(), "training_end", end);
    if (start) experiment.start = start->utc;
    if (end) experiment.end = end->utc;
  }
  experiment.energy.reasons = texts_in(training, "energy_reasons");
  experiment.effective_hyperparameters = hyperparameters_in(training, "effective_hyperparameters");
  experiment.mutated = texts_in(training, "mutated");
  take_place_and_code(json, experiment);
}

ReadExperiment whole_experiment_of(const Json& json) {
  ReadExperiment experiment{.shape = shape_of(json),
                            .experiment_id = text_in(json, "experiment_id"),
                            .timestamp = text_in(json, "timestamp"),
                            .run_id = text_in(json, "run_id"),
                            .mode = text_in(json, "mode")};
  if (experiment.experiment_id.empty())
    throw std::invalid_argument("there is no experiment_id in it");
  const Json& foreground = object_in(json, "foreground");
  const Json& training = foreground.is_null() ? json : foreground;
  experiment.training = training_in(training);
  experiment.success = flag_in(training, "training_success");
  if (const auto seconds = number_in(training, "duration_seconds"))
    experiment.duration = Seconds(*seconds);
  experiment.retries = count_in(training, "retries");
  experiment.error_message = text_in(training, "error_message");
  experiment.energy = energy_in(training, experiment.shape);
  experiment.metrics = metrics_in(training);
  if (const Json& background = object_in(json, "background"); !background.is_null())
    experiment.background = training_in(background);
  if (!field(json, "outcome").is_null()) {
    Outcome outcome{};
    take_word(json, "outcome",
              {Outcome::succeeded, Outcome::suspect, Outcome::failed, Outcome::interrupted},
              outcome);
    experiment.outcome = outcome;
  }
  if (experiment.shape == ExperimentShape::ours) take_ours(json, training, experiment);
  return experiment;
}

bool is_run_folder(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "experiment.json", ignored) ||
         fs::exists(folder / "training.log", ignored) ||
         fs::is_directory(folder / "energy", ignored);
}

Result<ReadExperiment> read_experiment(const std::string& path) {
  const Result<std::string> text = read_file(path, kLargestExperiment);
  return text ? experiment_of(*text, path) : text.error();
}

}  // namespace

std::string to_text(ExperimentShape shape) {
  switch (shape) {
    case ExperimentShape::ours:
      return "mutation";
    case ExperimentShape::python_flat:
      return "Python tool";
    case ExperimentShape::python_parallel:
      return "Python tool, parallel";
  }
  return "?";
}

Result<ReadExperiment> experiment_of(std::string_view text, const std::string& what) {
  return guarded(without_python_words(text), what, whole_experiment_of);
}

std::vector<FoundExperiment> experiments_in(const std::string& session_directory) {
  std::vector<std::string> folders;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(session_directory, failure)) {
    if (is_run_folder(entry.path())) folders.push_back(entry.path().filename());
  }
  std::ranges::sort(folders);
  std::vector<FoundExperiment> found;
  for (const std::string& folder : folders) {
    const fs::path path = fs::path(session_directory) / folder / "experiment.json";
    found.push_back({folder, read_experiment(path)});
  }
  return found;
}

}  // namespace mutation
