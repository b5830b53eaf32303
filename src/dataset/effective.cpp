#include "dataset/effective.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "plan/command.h"

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

// Names of those that were not passed, and of those recorded that the catalogue does not have.
struct Apart {
  std::vector<std::string> defaults;
  std::vector<std::string> unknown;
};

Apart apart(const Specs& specs, const Hyperparameters& passed, const Hyperparameters& effective) {
  Apart names;
  for (const NamedValue& named : effective) {
    if (!find(passed, named.name)) names.defaults.push_back(named.name);
  }
  for (const NamedValue& named : passed) {
    if (!find_spec(specs, named.name)) names.unknown.push_back(named.name);
  }
  return names;
}

}  // namespace

void fill_effective(const Catalogue& catalogue, RecordedRun& run) {
  const RepoSpec* repo = find_repo(catalogue, run.repository);
  if (!repo || std::ranges::find(repo->models, run.model) == repo->models.end()) return;
  const Specs specs = hyperparameters_for(*repo, run.model);
  make_whole(specs, run.hyperparameters);
  make_whole(specs, run.effective_hyperparameters);
  if (!run.effective_hyperparameters.empty()) return;
  run.effective_hyperparameters = effective_hyperparameters(*repo, run.model, run.hyperparameters);
  const Apart names = apart(specs, run.hyperparameters, run.effective_hyperparameters);
  if (!names.defaults.empty())
    run.inferred.push_back("effective hyperparameters: " + joined(names.defaults, ", ") +
                           " from the catalogue's defaults");
  if (!names.unknown.empty())
    run.inferred.push_back("effective hyperparameters: without " + joined(names.unknown, ", ") +
                           ", recorded though the catalogue has no such hyperparameter to pass");
}

}  // namespace mutation
