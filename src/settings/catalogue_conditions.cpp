#include "settings/catalogue_conditions.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "settings/common_values.h"
#include "settings/wording.h"

namespace mutation {
namespace {

std::vector<std::string> names_of(const std::vector<HyperparameterSpec>& specs) {
  std::vector<std::string> names;
  for (const HyperparameterSpec& spec : specs) names.push_back(spec.name);
  return names;
}

// For every model: else nobody could say whether the condition holds where it is not passed.
bool has_known_default(const HyperparameterSpec& spec, const std::vector<std::string>& models) {
  return std::ranges::all_of(
      models, [&](const std::string& model) { return default_for(spec, model).has_value(); });
}

std::vector<Value> read_wanted(const JsonPlace& place, const HyperparameterSpec& other,
                               ProblemList& problems) {
  std::vector<Value> wanted;
  const auto items = read_items(place, problems);
  if (!items) return wanted;
  if (items->empty()) {
    problems.add(place.node->line, place.path, "must name at least one value",
                 "without any it would never count");
  }
  for (const JsonPlace& item : *items) {
    if (auto value = read_value_of(item, other, problems)) wanted.push_back(std::move(*value));
  }
  return wanted;
}

void read_condition(const JsonPlace& place, const std::vector<std::string>& models,
                    const std::vector<HyperparameterSpec>& specs, HyperparameterSpec& spec,
                    ProblemList& problems) {
  const std::string& name = place.node->key;
  const auto other = std::ranges::find(specs, name, &HyperparameterSpec::name);
  if (name == spec.name) {
    problems.add(place.node->key_line, place.path, "a hyperparameter cannot depend on itself");
  } else if (other == specs.end()) {
    problems.add(place.node->key_line, place.path,
                 fmt::format("there is no hyperparameter {}", in_quotes(name)),
                 suggestion_or_list(name, names_of(specs)));
  } else {
    if (!has_known_default(*other, models)) {
      problems.add(place.node->key_line, place.path,
                   fmt::format("{} has no default: whether this counts could not be told where it "
                               "is not passed",
                               in_quotes(name)),
                   "give it a \"default\"");
    }
    spec.conditions.push_back({name, read_wanted(place, *other, problems)});
  }
}

using NamesByName = std::unordered_map<std::string, std::vector<std::string>>;

// The way from `name` back to itself over what each depends on: "a, b, a"; "" where there is none.
std::string cycle_through(const std::string& name, const NamesByName& needs) {
  std::vector<std::pair<std::string, std::string>> open = {{name, name}};  // who, and the way there
  std::unordered_set<std::string> seen;
  while (!open.empty()) {
    const auto [at, way] = open.back();
    open.pop_back();
    const auto found = needs.find(at);
    if (found == needs.end()) continue;
    for (const std::string& next : found->second) {
      if (next == name) return way + " -> " + name;
      if (seen.insert(next).second) open.emplace_back(next, way + " -> " + next);
    }
  }
  return "";
}

void check_cycles(const std::vector<ConditionPlace>& places,
                  const std::vector<HyperparameterSpec>& specs, ProblemList& problems) {
  NamesByName needs;
  for (const HyperparameterSpec& spec : specs) {
    for (const Condition& condition : spec.conditions) needs[spec.name].push_back(condition.name);
  }
  for (const auto& [name, place] : places) {
    const std::string cycle = cycle_through(name, needs);
    if (cycle.empty()) continue;
    problems.add(place.node->key_line, place.path,
                 fmt::format("conditions that depend on each other: {}", cycle),
                 "remove one of them");
    needs.erase(name);  // the others of this cycle need not be told, too
  }
}

}  // namespace

void read_conditions(const std::vector<ConditionPlace>& places,
                     const std::vector<std::string>& models, std::vector<HyperparameterSpec>& specs,
                     ProblemList& problems) {
  for (const auto& [name, place] : places) {
    const auto spec = std::ranges::find(specs, name, &HyperparameterSpec::name);
    if (spec == specs.end()) continue;
    for (const JsonPlace& member : named_members(place)) {
      read_condition(member, models, specs, *spec, problems);
    }
  }
  check_cycles(places, specs, problems);
}

}  // namespace mutation
