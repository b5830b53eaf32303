// From requests to directories, commands and environments.
#include "plan/written_run.h"

#include <filesystem>
#include <utility>

#include "base/check.h"
#include "plan/command.h"
#include "plan/precedence.h"

namespace mutation {
namespace {

// "/a/b" for "/a/./b/": normal, and without a slash at the end.
std::string normal_path(const std::filesystem::path& path) {
  const std::filesystem::path normal = path.lexically_normal();
  return normal.has_filename() ? normal.string() : normal.parent_path().string();
}

// All but the hyperparameters and what follows from them.
PlannedTraining training_of(const PlanSources& sources, const Entry& entry,
                            const TrainingRequest& request) {
  const RepoSpec& repo = repo_of(sources, request);
  PlannedTraining training;
  training.repo = repo.name;
  training.model = request.model;
  training.directory = normal_path(std::filesystem::path(sources.root) / repo.path);
  training.train_script =
      normal_path(std::filesystem::path(training.directory) / repo.train_script);
  training.environment = environment_of(repo, entry, sources.settings);
  training.metrics = repo.metrics;
  training.copy_directory = repo.copy_directory;
  training.copy_rules = repo.copy_rules;
  training.log_patterns = repo.log_patterns;
  training.ready_pattern =
      request.ready_pattern.empty() ? repo.ready_pattern : request.ready_pattern;
  return training;
}

}  // namespace

const RepoSpec& repo_of(const PlanSources& sources, const TrainingRequest& request) {
  const RepoSpec* repo = find_repo(sources.catalogue, request.repo);
  MUTATION_CHECK(repo != nullptr);
  return *repo;
}

void set_hyperparameters(const RepoSpec& repo, const TrainingRequest& request,
                         Hyperparameters hyperparameters, PlannedTraining& training) {
  training.effective_hyperparameters =
      effective_hyperparameters(repo, request.model, hyperparameters);
  training.command = training_command(repo, request.model, hyperparameters);
  training.mutated.reserve(hyperparameters.size());
  for (const NamedValue& passed : hyperparameters) {
    if (!find(request.hyperparameters, passed.name)) training.mutated.push_back(passed.name);
  }
  training.hyperparameters = std::move(hyperparameters);
}

PlannedRun shared_run(const PlanSources& sources, const Entry& entry) {
  PlannedRun run;
  run.entry = entry.index;
  run.mode = entry.mode;
  run.foreground = training_of(sources, entry, entry.foreground);
  if (entry.background) {
    const TrainingRequest& request = *entry.background;
    run.background = training_of(sources, entry, request);
    set_hyperparameters(repo_of(sources, request), request, request.hyperparameters,
                        *run.background);
  }
  run.timings =
      timings_of(repo_of(sources, entry.foreground), entry, sources.settings, sources.overrides);
  run.rules = rules_of(entry, sources.settings, sources.overrides);
  run.repeat_until = repeat_until_of(entry, sources.settings, sources.overrides);
  run.max_retries = max_retries_of(entry, sources.settings, sources.overrides);
  run.devices = devices_of(entry, sources.settings, sources.overrides);
  return run;
}

ConfigurationKey run_key(ConfigurationKey foreground, const PlanSources& sources,
                         const Entry& entry, const PlannedRun& shared) {
  add_to_key(circumstances_of(shared), foreground);
  if (!entry.background) return foreground;
  const RepoSpec& repo = repo_of(sources, *entry.background);
  const ConfigurationKey background =
      ConfigurationKeys(repo, entry.background->model, true).of(entry.background->hyperparameters);
  return joined(foreground, background);
}

}  // namespace mutation
