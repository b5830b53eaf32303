#include "compare/circumstances.h"

#include <algorithm>
#include <variant>

#include "base/text.h"
#include "export/coverage.h"
#include "export/figures.h"
#include "export/selection.h"

namespace mutation {
namespace {

constexpr char kApart = '\x1f';

std::string text_of(const Hyperparameters& hyperparameters) {
  std::map<std::string, std::string> sorted;
  for (const NamedValue& named : hyperparameters) sorted[named.name] = value_key(named.value);
  std::string text;
  for (const auto& [name, value] : sorted) {
    if (!text.empty()) text += ' ';
    text += name;
    text += '=';
    text += value;
  }
  return text;
}

const Hyperparameters& most_of(const RecordedRun& run) {
  return run.effective_hyperparameters.empty() ? run.hyperparameters
                                               : run.effective_hyperparameters;
}

}  // namespace

MeasuredOn measured_on(const RecordedRun& run) {
  return {run.device, run.host, is_simulated(run)};
}

std::string to_text(const MeasuredOn& place) {
  std::string text = place.device;
  if (text.empty()) text = place.host.empty() ? "device not recorded" : "host " + place.host;
  return place.simulated ? text + " (simulated)" : text;
}

std::map<MeasuredOn, RunGroup> by_place(const RunGroup& runs) {
  std::map<MeasuredOn, RunGroup> places;
  for (const RecordedRun* run : runs) places[measured_on(*run)].push_back(run);
  return places;
}

std::string training_of(const RecordedRun& run) {
  return run.repository + "/" + run.model;
}

std::string background_of(const RecordedRun& run) {
  if (!run.parallel) return "";
  if (!run.background) return "not recorded";
  std::string text = run.background->repository + "/" + run.background->model;
  const std::string values = text_of(run.background->hyperparameters);
  return values.empty() ? text : text + " " + values;
}

std::map<std::string, std::string> values_of(const RecordedRun& run) {
  std::map<std::string, std::string> values;
  for (const NamedValue& named : most_of(run)) values[named.name] = value_key(named.value);
  return values;
}

std::string values_text(const RecordedRun& run) {
  return text_of(most_of(run));
}

bool is_seed(const std::string& name) {
  return name == "seed";
}

std::string values_text_but_seed(const RecordedRun& run) {
  Hyperparameters values = most_of(run);
  std::erase_if(values, [](const NamedValue& named) { return is_seed(named.name); });
  return text_of(values);
}

std::string repeated_text(const RecordedRun& run) {
  return training_of(run) + kApart + background_of(run) + kApart + values_text_but_seed(run);
}

std::string configuration_anywhere(const RecordedRun& run) {
  std::string text = run.session + kApart;
  if (run.configuration > 0) return text + std::to_string(run.configuration);
  return text + training_of(run) + kApart + background_of(run) + kApart + values_text(run);
}

std::string configuration_text(const RecordedRun& run) {
  return run.device + kApart + run.host + kApart + configuration_anywhere(run);
}

std::string shown_value(const Value& value) {
  const auto* const text = std::get_if<std::string>(&value);
  return text ? *text : value_key(value);
}

std::string configuration_label(const RecordedRun& run, bool with_seed) {
  Hyperparameters shown;
  for (const std::string& name : run.mutated) {
    if (const Value* const value = effective_value(run, name)) shown.push_back({name, *value});
  }
  if (run.mutated.empty()) shown = run.hyperparameters;
  if (!with_seed) std::erase_if(shown, [](const NamedValue& named) { return is_seed(named.name); });
  std::ranges::sort(shown, {}, &NamedValue::name);
  std::vector<std::string> texts;
  for (const NamedValue& named : shown)
    texts.push_back(named.name + "=" + shown_value(named.value));
  return texts.empty() ? "defaults" : joined(texts, " ");
}

}  // namespace mutation
