// The words of a training's command line, in the order of the Python tool.
#include "plan/command.h"

#include "base/check.h"
#include "base/text.h"

namespace mutation {
namespace {

void add_words(const HyperparameterSpec& spec, const Value& value, std::vector<std::string>& argv) {
  const bool* const on = std::get_if<bool>(&value);
  if (spec.type != HyperparameterType::boolean || !on) {
    argv.push_back(spec.flag);
    argv.push_back(to_text(value));
  } else if (*on) {
    argv.push_back(spec.flag);
  } else if (!spec.false_flag.empty()) {
    argv.push_back(spec.false_flag);
  }
}

}  // namespace

std::vector<std::string> training_command(const RepoSpec& repo, const std::string& model,
                                          const Hyperparameters& hyperparameters) {
  // Without a slash it would read like a command to be looked up; it is a file of the repo's
  // folder.
  const bool has_slash = repo.train_script.find('/') != std::string::npos;
  std::vector<std::string> argv;
  argv.reserve(3 + repo.required_args.size() + 2 * hyperparameters.size());
  argv.push_back(has_slash ? repo.train_script : "./" + repo.train_script);
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
    add_words(*spec, entry.value, argv);
  }
  return argv;
}

Hyperparameters effective_hyperparameters(const RepoSpec& repo, const std::string& model,
                                          const Hyperparameters& hyperparameters) {
  Hyperparameters effective;
  effective.reserve(repo.hyperparameters.size());
  for (const HyperparameterSpec& spec : repo.hyperparameters) {
    if (!counts(repo, model, spec, hyperparameters)) continue;
    const std::optional<Value>& usual = default_for(spec, model);
    if (const Value* given = find(hyperparameters, spec.name)) {
      effective.push_back({spec.name, *given});
    } else if (usual) {
      effective.push_back({spec.name, *usual});
    }
  }
  return effective;
}

}  // namespace mutation
