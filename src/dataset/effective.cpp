#include "dataset/effective.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace mutation {
namespace {

using Specs = std::vector<HyperparameterSpec>;

const HyperparameterSpec* find_spec(const Specs& specs, const std::string& name) {
  const auto found = std::ranges::find(specs, name, &HyperparameterSpec::name);
  return found == specs.end() ? nullptr : &*found;
}

void make_whole(const Specs& specs, Hyperparameters& values) {
  for (NamedValue& named : values) {
    const HyperparameterSpec* spec = find_spec(specs, named.name);
    const auto* real = std::get_if<double>(&named.value);
    if (!spec || spec->type != HyperparameterType::integer || !real) continue;
    if (*real == std::floor(*real) && std::abs(*real) < 9e15)
      named.value = static_cast<std::int64_t>(*real);
  }
}

struct Effective {
  Hyperparameters values;
  std::vector<std::string> defaults;  // names of those that were not passed
  std::vector<std::string> unknown;   // recorded, and not the catalogue's
};

Effective effective_of(const Specs& specs, const Hyperparameters& passed) {
  Effective effective;
  for (const HyperparameterSpec& spec : specs) {
    if (const Value* given = find(passed, spec.name)) {
      effective.values.push_back({spec.name, *given});
    } else if (spec.default_value) {
      effective.values.push_back({spec.name, *spec.default_value});
      effective.defaults.push_back(spec.name);
    }
  }
  for (const NamedValue& named : passed) {
    if (!find_spec(specs, named.name)) effective.unknown.push_back(named.name);
  }
  return effective;
}

}  // namespace

void fill_effective(const Catalogue& catalogue, RecordedRun& run) {
  const RepoSpec* repo = find_repo(catalogue, run.repository);
  if (!repo || std::ranges::find(repo->models, run.model) == repo->models.end()) return;
  const Specs specs = hyperparameters_for(*repo, run.model);
  make_whole(specs, run.hyperparameters);
  make_whole(specs, run.effective_hyperparameters);
  if (!run.effective_hyperparameters.empty()) return;
  Effective effective = effective_of(specs, run.hyperparameters);
  run.effective_hyperparameters = std::move(effective.values);
  if (!effective.defaults.empty())
    run.inferred.push_back("effective hyperparameters: " + joined(effective.defaults, ", ") +
                           " from the catalogue's defaults");
  if (!effective.unknown.empty())
    run.inferred.push_back("effective hyperparameters: without " + joined(effective.unknown, ", ") +
                           ", recorded though the catalogue has no such hyperparameter to pass");
}

}  // namespace mutation
