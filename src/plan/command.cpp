// The words of a training's command line, in the order of the Python tool.
#include "plan/command.h"

#include "base/check.h"
#include "base/text.h"

namespace mutation {

std::vector<std::string> training_command(const RepoSpec& repo, const std::string& model,
                                          const Hyperparameters& hyperparameters) {
  // Without a slash it would read like a command to be looked up; it is a file of the repo's
  // folder.
  const bool has_slash = repo.train_script.find('/') != std::string::npos;
  std::vector<std::string> argv = {has_slash ? repo.train_script : "./" + repo.train_script};
  if (!repo.model_flag.empty() && model != "default") {
    argv.push_back(repo.model_flag);
    argv.push_back(model);
  }
  for (const auto& [label, text] : repo.required_args) {
    for (std::string& word : words(text)) argv.push_back(std::move(word));
  }
  for (const NamedValue& entry : hyperparameters) {
    const HyperparameterSpec* spec = find_hyperparameter(repo, entry.name);
    MUTATION_CHECK(spec != nullptr);
    argv.push_back(spec->flag);
    argv.push_back(to_text(entry.value));
  }
  return argv;
}

Hyperparameters effective_hyperparameters(const RepoSpec& repo,
                                          const Hyperparameters& hyperparameters) {
  Hyperparameters effective;
  for (const HyperparameterSpec& spec : repo.hyperparameters) {
    if (const Value* given = find(hyperparameters, spec.name)) {
      effective.push_back({spec.name, *given});
    } else if (spec.default_value) {
      effective.push_back({spec.name, *spec.default_value});
    }
  }
  return effective;
}

}  // namespace mutation
