#include "export/fill_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "export/figures.h"
#include "export/fill_background.h"
#include "export/possible_values.h"
#include "record/json_of.h"

namespace mutation {
namespace {

std::string name_of(const ModelCoverage& model) {
  return fmt::format("{}/{} {}", model.repo, model.model, mode_text(model.parallel));
}

// What must be passed for the hyperparameter to count at all, where the defaults do not do.
Hyperparameters needed_for(const HyperparameterSpec& spec,
                           const std::vector<HyperparameterSpec>& specs) {
  Hyperparameters needed;
  for (const Condition& condition : spec.conditions) {
    const auto other = std::ranges::find(specs, condition.name, &HyperparameterSpec::name);
    const bool holds = other != specs.end() && other->default_value &&
                       std::ranges::any_of(condition.values, [&](const Value& value) {
                         return same_value(value, *other->default_value);
                       });
    if (!holds && !condition.values.empty())
      needed.push_back({condition.name, condition.values.front()});
  }
  return needed;
}

// Fills one model in one mode.
class Filling {
 public:
  Filling(const ModelCoverage& model, const RepoSpec& repo, const FillOptions& options,
          FilledSettings& filled)
      : model_(model),
        specs_(hyperparameters_for(repo, model.model)),
        options_(options),
        filled_(filled) {}

  // Appends an entry for each parameter that lacks values.
  void add_entries(const std::optional<ChosenBackground>& background, Json& entries) const {
    for (const ParameterCoverage& parameter : model_.parameters) {
      const auto spec = std::ranges::find(specs_, parameter.name, &HyperparameterSpec::name);
      if (spec == specs_.end()) continue;
      tell_bounds(parameter);
      if (lacking(parameter) == 0) continue;
      entries.push_back(entry_for(parameter, *spec, background));
      ++filled_.entries;
      filled_.runs += lacking(parameter);
    }
  }

 private:
  void tell_bounds(const ParameterCoverage& parameter) const {
    const std::string name = name_of(model_) + " " + parameter.name;
    if (parameter.wanted == 0) {
      filled_.notes.push_back(name + ": left out, the catalogue has no range to draw it from");
    } else if (parameter.wanted < options_.wanted) {
      filled_.notes.push_back(
          fmt::format("{}: {} wanted, for there are no more values", name, parameter.wanted));
    }
  }

  Json entry_for(const ParameterCoverage& parameter, const HyperparameterSpec& spec,
                 const std::optional<ChosenBackground>& background) const {
    Json training = {{"repo", model_.repo}, {"model", model_.model}, {"mutate", {parameter.name}}};
    const Hyperparameters needed = needed_for(spec, specs_);
    if (!needed.empty()) training["hyperparameters"] = json_of(needed);
    const Json values = missing_values(parameter, spec);
    if (!values.empty()) training["draw"][parameter.name]["values"] = values;
    Json entry = {{"comment", fmt::format("{}: {} of {} values of {} are measured", name_of(model_),
                                          parameter.values, parameter.wanted, parameter.name)}};
    if (background) {
      entry["mode"] = "parallel";
      entry["foreground"] = std::move(training);
      entry["background"] = {{"repo", background->background.repository},
                             {"model", background->background.model},
                             {"hyperparameters", json_of(background->background.hyperparameters)}};
    } else {
      entry["mode"] = "mutation";
      entry.update(training);
    }
    entry["runs_per_config"] = lacking(parameter);
    // What is listed was not measured; a value that only failed may be tried again.
    if (!values.empty() && !options_.history.empty()) entry["use_deduplication"] = false;
    return entry;
  }

  static Json missing_values(const ParameterCoverage& parameter, const HyperparameterSpec& spec) {
    Json values = Json::array();
    for (const Value& value : list_of_values(spec, kMostListedValues)) {
      if (!std::ranges::binary_search(parameter.measured, value_key(value)))
        values.push_back(json_of(value));
    }
    return values;
  }

  const ModelCoverage& model_;
  std::vector<HyperparameterSpec> specs_;
  const FillOptions& options_;
  FilledSettings& filled_;
};

std::string text_of(const RecordedBackground& background) {
  const std::string passed = to_text(background.hyperparameters);
  return fmt::format("{}/{}{}", background.repository, background.model,
                     passed.empty() ? " with its defaults" : " with " + passed);
}

}  // namespace

FilledSettings fill_settings(const std::vector<ModelCoverage>& coverage,
                             const std::vector<const RecordedRun*>& runs,
                             const Catalogue& catalogue, const FillOptions& options) {
  FilledSettings filled;
  Json entries = Json::array();
  for (const ModelCoverage& model : coverage) {
    const RepoSpec* repo = model.in_catalogue ? find_repo(catalogue, model.repo) : nullptr;
    if (!repo) {
      filled.notes.push_back(name_of(model) + ": left out, the catalogue does not have it");
      continue;
    }
    std::optional<ChosenBackground> background;
    if (model.parallel) background = choose_background(model.repo, model.model, runs, catalogue);
    if (model.parallel && !background) continue;
    const int before = filled.entries;
    Filling(model, *repo, options, filled).add_entries(background, entries);
    if (background && filled.entries > before)
      filled.notes.push_back(fmt::format("{}: the background is {}, {}", name_of(model),
                                         text_of(background->background), background->why));
  }
  Json file = {
      {"experiment_name", fmt::format("fill_{}", options.wanted)},
      {"description", fmt::format("What is missing for {} distinct values of each hyperparameter",
                                  options.wanted)}};
  if (!options.history.empty()) {
    file["use_deduplication"] = true;
    file["history"] = options.history;
  }
  file["experiments"] = std::move(entries);
  filled.text = to_document(file);
  return filled;
}

}  // namespace mutation
