#include "export/variables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "export/figures.h"

namespace mutation {
namespace {

using Runs = std::vector<const RecordedRun*>;
using Kind = Variable::Kind;

template <typename Give>
Variable variable(Kind kind, std::string name, std::string unit, std::string meaning,
                  const Runs& runs, Give give) {
  Variable made{.name = std::move(name),
                .kind = kind,
                .unit = std::move(unit),
                .meaning = std::move(meaning)};
  made.values.reserve(runs.size());
  for (const RecordedRun* run : runs) {
    std::optional<double> value = give(*run);
    if (value && !std::isfinite(*value)) value.reset();
    made.values.push_back(value);
  }
  return made;
}

double indicator(bool truth) {
  return truth ? 1 : 0;
}

std::optional<double> number_of(const Value& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return indicator(*truth);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

// unified name -> the names that it stands for, of those that the runs have.
std::map<std::string, std::vector<std::string>> names_by_unified(const Runs& runs,
                                                                 const AnalysisOptions& options,
                                                                 std::vector<std::string>& notes) {
  std::map<std::string, std::string> unified(unified_names().begin(), unified_names().end());
  for (const auto& [name, as] : options.unify) unified[name] = as;
  std::map<std::string, std::vector<std::string>> by_unified;
  for (const std::string& name : names_of(runs).hyperparameters) {
    const auto found = unified.find(name);
    by_unified[found == unified.end() ? name : found->second].push_back(name);
  }
  // Two that stand in the same run are not the same.
  std::map<std::string, std::vector<std::string>> apart;
  for (auto& [as, names] : by_unified) {
    const bool together = std::ranges::any_of(runs, [&, &names = names](const RecordedRun* run) {
      return std::ranges::count_if(names, [&](const std::string& name) {
               return effective_value(*run, name) != nullptr;
             }) > 1;
    });
    if (!together) {
      apart[as] = std::move(names);
      continue;
    }
    notes.push_back(joined(names, " and ") + ": not unified as " + as +
                    ", for runs have both of them");
    for (const std::string& name : names) apart[name] = {name};
  }
  return apart;
}

const Value* any_of(const RecordedRun& run, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (const Value* value = effective_value(run, name)) return value;
  }
  return nullptr;
}

// A text's levels as indicators, the first by name left out.
void add_levels(const std::string& as, const std::vector<std::string>& names, const Runs& runs,
                const std::set<std::string>& levels, std::vector<Variable>& variables) {
  for (const std::string& level : levels) {
    if (level == *levels.begin()) continue;
    variables.push_back(variable(Kind::hyperparameter, "hyperparam_" + as + "_" + level, "0/1",
                                 as + " is " + level + "; all are 0 for " + *levels.begin(), runs,
                                 [&](const RecordedRun& run) -> std::optional<double> {
                                   const Value* value = any_of(run, names);
                                   if (!value) return std::nullopt;
                                   return indicator(to_text(*value) == level);
                                 }));
  }
}

void add_hyperparameters(const Runs& runs, const AnalysisOptions& options,
                         std::vector<Variable>& variables, std::vector<std::string>& notes) {
  for (const auto& [as, names] : names_by_unified(runs, options, notes)) {
    std::set<std::string> levels;
    bool any_text = false;
    for (const RecordedRun* run : runs) {
      const Value* value = any_of(*run, names);
      if (!value) continue;
      any_text = any_text || !number_of(*value);
      levels.insert(to_text(*value));
    }
    if (any_text) {
      add_levels(as, names, runs, levels, variables);
      continue;
    }
    const std::string meaning = names == std::vector<std::string>{as}
                                    ? "effective value"
                                    : "effective value of " + joined(names, " or ");
    variables.push_back(variable(Kind::hyperparameter, "hyperparam_" + as, "", meaning, runs,
                                 [&](const RecordedRun& run) -> std::optional<double> {
                                   const Value* value = any_of(run, names);
                                   return value ? number_of(*value) : std::nullopt;
                                 }));
  }
}

// An indicator of the runs whose GPU energy came about so, where not all did; and a note.
void add_method(GpuEnergyMethod method, const std::string& name, const std::string& what,
                const Runs& runs, std::vector<Variable>& variables,
                std::vector<std::string>& notes) {
  const auto is_so = [&](const RecordedRun& run) { return gpu_energy_method_of(run) == method; };
  const auto count = static_cast<std::size_t>(
      std::ranges::count_if(runs, [&](const RecordedRun* run) { return is_so(*run); }));
  if (count == 0) return;
  notes.push_back(
      fmt::format("energy_gpu_total_joules: of {} of {} runs {}", count, runs.size(), what));
  if (count == runs.size()) return;
  variables.push_back(variable(
      Kind::indicator, name, "0/1", "energy_gpu_total_joules is " + what, runs,
      [&](const RecordedRun& run) -> std::optional<double> { return indicator(is_so(run)); }));
}

void add_energies(const Runs& runs, std::vector<Variable>& variables,
                  std::vector<std::string>& notes) {
  variables.push_back(variable(Kind::outcome, "duration_seconds", "s", "of the foreground training",
                               runs, [](const RecordedRun& run) {
                                 return run.duration ? std::optional(run.duration->count())
                                                     : std::nullopt;
                               }));
  for (const EnergyColumn& column : energy_columns()) {
    variables.push_back(
        variable(Kind::outcome, column.name, column.unit, column.meaning, runs,
                 [&](const RecordedRun& run) { return analysed_figure_of(run, column.figure); }));
  }
  add_method(GpuEnergyMethod::mean_power, "energy_gpu_by_mean_power",
             "mean power x duration, for the Python tool's plain sum is all that is recorded", runs,
             variables, notes);
  add_method(GpuEnergyMethod::plain_sum, "energy_gpu_only_sum",
             "the Python tool's plain sum of its samples, for nothing better is known", runs,
             variables, notes);
}

}  // namespace

const std::vector<std::pair<std::string, std::string>>& unified_names() {
  static const std::vector<std::pair<std::string, std::string>> names = {
      {"epochs", "training_iterations"},
      {"max_iter", "training_iterations"},
      {"alpha", "l2_regularization"},
      {"weight_decay", "l2_regularization"}};
  return names;
}

std::vector<Variable> variables_of(const Runs& runs, const std::string& repo,
                                   const Catalogue& catalogue, const AnalysisOptions& options,
                                   std::vector<std::string>& notes) {
  std::vector<Variable> variables;
  variables.push_back(variable(
      Kind::indicator, kParallelVariable, "0/1", "with a background training as load", runs,
      [](const RecordedRun& run) -> std::optional<double> { return indicator(run.parallel); }));
  add_hyperparameters(runs, options, variables, notes);
  add_energies(runs, variables, notes);
  for (const std::string& name : names_of(runs).metrics) {
    variables.push_back(variable(Kind::outcome, "perf_" + name, "", "metric " + name, runs,
                                 [&](const RecordedRun& run) { return metric_of(run, name); }));
    variables.back().better = better_of(catalogue, repo, name);
  }
  return variables;
}

std::vector<Variable> model_indicators(const Runs& runs) {
  std::vector<Variable> variables;
  std::set<std::string> models;
  for (const RecordedRun* run : runs) models.insert(run->model);
  const std::string first = models.empty() ? "" : *models.begin();
  for (const std::string& model : models) {
    if (model == first) continue;
    variables.push_back(variable(Kind::indicator, "model_" + model, "0/1",
                                 "the model is " + model + "; all are 0 for " + first, runs,
                                 [&](const RecordedRun& run) -> std::optional<double> {
                                   return indicator(run.model == model);
                                 }));
  }
  return variables;
}

bool varies(const Variable& variable) {
  return std::ranges::any_of(variable.values,
                             [&](const auto& value) { return *value != *variable.values.front(); });
}

bool standardise(Variable& variable) {
  const auto n = static_cast<double>(variable.values.size());
  if (n < 2 || !varies(variable)) return false;
  double sum = 0;
  for (const auto& value : variable.values) sum += *value;
  const double mean = sum / n;
  double squares = 0;
  for (const auto& value : variable.values) squares += (*value - mean) * (*value - mean);
  const double deviation = std::sqrt(squares / (n - 1));
  if (!(deviation > 0) || !std::isfinite(deviation)) return false;
  for (auto& value : variable.values) *value = (*value - mean) / deviation;
  variable.mean = mean;
  variable.standard_deviation = deviation;
  return true;
}

Variable interaction_of(const Variable& hyperparameter, const Variable& parallel) {
  Variable made{.name = hyperparameter.name + "_x_" + parallel.name,
                .kind = Variable::Kind::interaction,
                .unit = hyperparameter.unit,
                .meaning = hyperparameter.name + " times " + parallel.name,
                .values = hyperparameter.values};
  for (std::size_t i = 0; i < made.values.size(); ++i) {
    // No -0.0.
    *made.values[i] = *made.values[i] * *parallel.values[i] + 0.0;
  }
  return made;
}

}  // namespace mutation
