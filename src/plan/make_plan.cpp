// Entry by entry in file order: draw or copy the configurations, then write out each run in full.
// All configurations of an entry are drawn before the next entry, from one generator over the whole
// file: the order in which the Python tool drew.
#include "plan/make_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "plan/command.h"
#include "plan/draw.h"
#include "plan/precedence.h"
#include "plan/python_random.h"
#include "plan/unique_draws.h"
#include "plan/warm_up.h"

namespace mutation {
namespace {

// A guard against a slip of the keyboard: a plan is held in memory, some kilobytes a run, and at
// one run a minute this many take 138 days.
constexpr std::size_t kMostRuns = 200'000;

// What the whole plan is made from.
struct Sources {
  const Settings& settings;
  const Catalogue& catalogue;
  const SettingsOverrides& overrides;
  const std::string& root;
};

// "/a/b" for "/a/./b/": normal, and without a slash at the end.
std::string normal_path(const std::filesystem::path& path) {
  const std::filesystem::path normal = path.lexically_normal();
  return normal.has_filename() ? normal.string() : normal.parent_path().string();
}

const RepoSpec& repo_of(const Sources& sources, const TrainingRequest& request) {
  const RepoSpec* repo = find_repo(sources.catalogue, request.repo);
  MUTATION_CHECK(repo != nullptr);  // settings/ has checked every name
  return *repo;
}

// All but the hyperparameters and what follows from them.
PlannedTraining training_of(const Sources& sources, const Entry& entry,
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

void set_hyperparameters(const RepoSpec& repo, const TrainingRequest& request,
                         const Hyperparameters& hyperparameters, PlannedTraining& training) {
  training.hyperparameters = hyperparameters;
  training.effective_hyperparameters =
      effective_hyperparameters(repo, request.model, hyperparameters);
  if (request.mode == Mode::mutation) {
    for (const NamedValue& drawn : hyperparameters) training.mutated.push_back(drawn.name);
  }
  training.command = training_command(repo, request.model, hyperparameters);
}

// Those that the request names, in its order; for "all" those of the catalogue that have a range.
std::vector<HyperparameterSpec> mutated_parameters(const RepoSpec& repo,
                                                   const std::vector<std::string>& mutate,
                                                   std::vector<std::string>& notes) {
  std::vector<HyperparameterSpec> parameters;
  if (std::ranges::find(mutate, "all") != mutate.end()) {
    for (const HyperparameterSpec& spec : repo.hyperparameters) {
      if (spec.range) {
        parameters.push_back(spec);
      } else {
        notes.push_back(
            fmt::format("\"{}\" has no range in the catalogue and is not mutated", spec.name));
      }
    }
    return parameters;
  }
  for (const std::string& name : mutate) {
    const HyperparameterSpec* spec = find_hyperparameter(repo, name);
    MUTATION_CHECK(spec != nullptr);  // settings/ has checked every name
    if (std::ranges::find(parameters, name, &HyperparameterSpec::name) == parameters.end())
      parameters.push_back(*spec);
  }
  return parameters;
}

Result<std::vector<Hyperparameters>> drawn_configurations(const RepoSpec& repo, const Entry& entry,
                                                          int runs, PythonRandom& random,
                                                          std::vector<std::string>& notes) {
  const auto parameters = mutated_parameters(repo, entry.foreground.mutate, notes);
  if (parameters.empty())
    return Error{fmt::format("there is nothing to mutate in {}", repo.name),
                 "give its hyperparameters a \"range\" in the catalogue, or use mode \"default\""};
  for (const HyperparameterSpec& spec : parameters) {
    if (const Status drawable = check_drawable(spec); !drawable) return drawable.error();
  }
  UniqueDraws draws = draw_unique(parameters, entry.mode, runs, random);
  if (draws.configurations.empty())
    return Error{"nothing can be drawn but the defaults, which are left out",
                 "widen the ranges in the catalogue, or use mode \"default\""};
  if (std::string note = shortage_note(draws, parameters, runs); !note.empty())
    notes.push_back(std::move(note));
  return std::move(draws.configurations);
}

// REQUIRES: runs > 0.
Result<std::vector<Hyperparameters>> configurations_of(const Sources& sources, const Entry& entry,
                                                       int runs, PythonRandom& random,
                                                       std::vector<std::string>& notes) {
  const TrainingRequest& request = entry.foreground;
  if (request.mode == Mode::mutation)
    return drawn_configurations(repo_of(sources, request), entry, runs, random, notes);
  return std::vector<Hyperparameters>(static_cast<std::size_t>(runs), request.hyperparameters);
}

// Asked of the gate before `run`: one wait, by what went before, taken from the run's own timings.
Seconds minimum_idle(const PlannedRun& run, const Plan& plan) {
  if (plan.runs.empty()) return Seconds(0);
  return plan.runs.back().entry == run.entry ? run.timings.cooling : run.timings.config_sleep;
}

// What all runs of the entry share.
PlannedRun run_of(const Sources& sources, const Entry& entry) {
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
  run.max_retries = max_retries_of(entry, sources.settings, sources.overrides);
  run.devices = devices_of(entry, sources.settings, sources.overrides);
  return run;
}

// Which could not be told from one of the settings, but only with all levels taken together.
Status check_rules(const RunRules& rules) {
  if (!rules.start_temperature_celsius || rules.cooling_policy == CoolingPolicy::match) return {};
  return Error{fmt::format("\"start_temperature_celsius\" has no effect with \"cooling_policy\" "
                           "\"{}\"",
                           to_text(rules.cooling_policy)),
               "set \"cooling_policy\" to \"match\", or give the temperature only where it is"};
}

bool learns_start_temperature(const PlannedRun& run) {
  return run.rules.cooling_policy == CoolingPolicy::match && !run.rules.start_temperature_celsius;
}

// As asked; and one at least where the start temperature is learned from it.
int warm_ups_before(const PlannedRun& first, const Plan& plan) {
  const bool learns =
      learns_start_temperature(first) && std::ranges::none_of(plan.runs, learns_start_temperature);
  return std::max(first.rules.warmup_runs, learns ? 1 : 0);
}

Status plan_entry(const Sources& sources, const Entry& entry, PythonRandom& random, Plan& plan) {
  const int runs = runs_of(entry, sources.settings, sources.overrides);
  if (runs <= 0) return {};
  if (static_cast<std::size_t>(runs) > kMostRuns - plan.runs.size())
    return Error{fmt::format("more than {} runs", kMostRuns), "split the settings file"};
  std::vector<std::string> notes;
  auto configurations = configurations_of(sources, entry, runs, random, notes);
  if (!configurations) return configurations.error();
  for (const std::string& note : notes)
    plan.notes.push_back(fmt::format("entry {}: {}", entry.index + 1, note));
  const RepoSpec& repo = repo_of(sources, entry.foreground);
  const PlannedRun shared = run_of(sources, entry);
  if (const Status meant = check_rules(shared.rules); !meant) return meant;
  for (const Hyperparameters& configuration : *configurations) {
    PlannedRun run = shared;
    set_hyperparameters(repo, entry.foreground, configuration, run.foreground);
    if (&configuration == &configurations->front()) {
      for (int left = warm_ups_before(run, plan); left > 0; --left) {
        PlannedRun warm_up = warm_up_for(run, static_cast<int>(plan.runs.size()) + 1);
        warm_up.minimum_idle = minimum_idle(warm_up, plan);
        plan.runs.push_back(std::move(warm_up));
      }
    }
    run.index = static_cast<int>(plan.runs.size()) + 1;
    run.experiment_id = experiment_id(run);
    run.minimum_idle = minimum_idle(run, plan);
    plan.runs.push_back(std::move(run));
  }
  return {};
}

}  // namespace

Result<Plan> make_plan(const Settings& settings, const Catalogue& catalogue,
                       const SettingsOverrides& overrides, const std::string& root,
                       std::uint64_t seed, const History& /*history*/) {
  const Sources sources{settings, catalogue, overrides, root};
  Plan plan;
  plan.seed = seed;
  plan.experiment_name = settings.experiment_name;
  plan.governor = overrides.governor ? overrides.governor : settings.governor;
  plan.limits = limits_of(settings, overrides);
  plan.notes = settings.notes;
  PythonRandom random(seed);
  for (const Entry& entry : settings.entries) {
    if (const Status planned = plan_entry(sources, entry, random, plan); !planned)
      return with_context(fmt::format("planning entry {}", entry.index + 1), planned.error());
  }
  if (plan.runs.empty())
    return Error{"there is no run to plan", "give \"experiments\" at least one entry with a run"};
  return plan;
}

}  // namespace mutation
