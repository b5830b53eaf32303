// What was drawn becomes entries with given values, one for each configuration, which are then
// planned as any others are; so that commands, waits and names have one source.
#include "plan/reference_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "plan/make_plan.h"
#include "plan/precedence.h"
#include "plan/python_random.h"

namespace mutation {
namespace {

constexpr double kMostRuns = 1e6;  // of an entry

TrainingRequest request_of(const ReferenceTraining& training, Hyperparameters hyperparameters) {
  TrainingRequest request;
  request.repo = training.repo;
  request.model = training.model;
  request.mode = Mode::fixed;
  request.hyperparameters = std::move(hyperparameters);
  return request;
}

Entry entry_of(const ReferenceEntry& reference, Hyperparameters hyperparameters, int runs) {
  Entry entry;
  entry.index = reference.index;
  entry.mode = reference.mode == Mode::parallel ? Mode::parallel : Mode::fixed;
  entry.foreground = request_of(reference.foreground, std::move(hyperparameters));
  if (reference.background) {
    entry.background = request_of(*reference.background, reference.background->hyperparameters);
  }
  entry.runs_per_config = runs;
  return entry;
}

class ReferencePlanner {
 public:
  ReferencePlanner(const ReferenceSources& sources, std::uint64_t seed)
      : sources_(sources), random_(seed) {
    settings_.experiment_name = sources.settings.experiment_name;
    settings_.governor = sources.settings.governor;
    settings_.max_retries = sources.settings.max_retries;
    settings_.history.use_deduplication = false;
  }

  Status add(const ReferenceEntry& entry);
  const Settings& settings() const { return settings_; }
  std::vector<std::vector<std::string>> take_notes() { return std::move(notes_); }

 private:
  void note(std::string text) { notes_.back().push_back(std::move(text)); }
  void note_reading(const ReferenceEntry& entry);
  // How many of `there` runs were made before it failed, if it did.
  size_t runs_made(const ReferenceEntry& entry, size_t there);
  void add_drawn(const ReferenceEntry& entry);

  const ReferenceSources& sources_;
  PythonRandom random_;
  Settings settings_;
  std::vector<std::vector<std::string>> notes_;
};

void ReferencePlanner::note_reading(const ReferenceEntry& entry) {
  for (const std::string& key : entry.ignored) note(fmt::format("\"{}\" is ignored", key));
  for (const std::string& remark : entry.remarks) note(remark);
  if (!entry.skipped.empty()) note("skipped: " + entry.skipped);
}

size_t ReferencePlanner::runs_made(const ReferenceEntry& entry, size_t there) {
  if (there == 0) return 0;
  if (!entry.fails_at_first_run.empty()) {
    note("no run: " + entry.fails_at_first_run);
    return 0;
  }
  if (sources_.settings.no_attempt) return 0;
  if (entry.fails_after_first_run.empty()) return there;
  note("1 run and no more: " + entry.fails_after_first_run);
  return 1;
}

void ReferencePlanner::add_drawn(const ReferenceEntry& entry) {
  const RepoSpec* repo = find_repo(sources_.catalogue, entry.foreground.repo);
  MUTATION_CHECK(repo != nullptr);
  ReferenceDraws draws =
      draw_as_reference(entry, *repo, sources_.odd_defaults, sources_.history, random_);
  const size_t drawn = draws.configurations.size();
  if (!draws.failed.empty()) {
    note("no run: " + draws.failed);
  } else if (static_cast<double>(drawn) < entry.runs) {
    note(fmt::format("{} of {:g} runs: no more were new in {} attempts", drawn, entry.runs,
                     draws.attempts));
  }
  draws.configurations.resize(runs_made(entry, drawn));
  for (Hyperparameters& configuration : draws.configurations)
    settings_.entries.push_back(entry_of(entry, std::move(configuration), 1));
}

Status ReferencePlanner::add(const ReferenceEntry& entry) {
  notes_.emplace_back();
  note_reading(entry);
  if (!entry.skipped.empty()) return {};
  if (entry.runs <= 0) {
    note("no run: runs_per_config is 0 or less");
    return {};
  }
  if (entry.draws) return add_drawn(entry), Status();
  if (entry.runs > kMostRuns)
    return Error{fmt::format("entry {} has more than {:.0f} runs", entry.index + 1, kMostRuns),
                 "split the settings file"};
  const size_t runs = runs_made(entry, static_cast<size_t>(entry.runs));
  if (runs > 0) {
    settings_.entries.push_back(
        entry_of(entry, entry.foreground.hyperparameters, static_cast<int>(runs)));
  }
  return {};
}

// The same note of several entries once: "entries 1-3: …".
std::vector<std::string> grouped(const std::vector<std::vector<std::string>>& entry_notes) {
  std::vector<std::pair<std::string, std::vector<int>>> groups;
  for (size_t i = 0; i < entry_notes.size(); ++i) {
    for (const std::string& text : entry_notes[i]) {
      auto group = std::ranges::find(groups, text, [](const auto& one) { return one.first; });
      if (group == groups.end()) group = groups.insert(group, {text, {}});
      if (group->second.empty() || group->second.back() != static_cast<int>(i))
        group->second.push_back(static_cast<int>(i));
    }
  }
  std::vector<std::string> notes;
  for (const auto& [text, entries] : groups)
    notes.push_back(fmt::format("{}: {}", entries_text(entries), text));
  return notes;
}

std::vector<std::string> notes_of(const ReferenceSettings& settings,
                                  const std::vector<std::vector<std::string>>& entry_notes) {
  std::vector<std::string> notes = {"planned as the Python tool would have (--compat reference)"};
  notes.insert(notes.end(), settings.notes.begin(), settings.notes.end());
  for (const std::string& key : settings.ignored)
    notes.push_back(fmt::format("top level: \"{}\" is ignored", key));
  std::ranges::move(grouped(entry_notes), std::back_inserter(notes));
  if (!settings.ends.empty()) notes.push_back(settings.ends);
  return notes;
}

// Without what would leave hyperparameters out of a command.
Catalogue as_it_was_known(Catalogue catalogue) {
  for (RepoSpec& repo : catalogue.repos) {
    for (HyperparameterSpec& spec : repo.hyperparameters) spec.conditions.clear();
  }
  return catalogue;
}

// make_plan() took drawn values for given ones.
void say_what_was_drawn(const ReferenceSettings& settings, Plan& plan) {
  for (PlannedRun& run : plan.runs) {
    const ReferenceEntry& entry = settings.entries[static_cast<size_t>(run.entry)];
    if (!entry.draws) continue;
    run.mode = entry.mode;
    run.foreground.mutated.clear();
    for (const NamedValue& drawn : run.foreground.hyperparameters)
      run.foreground.mutated.push_back(drawn.name);
  }
}

}  // namespace

std::string entries_text(const std::vector<int>& entries) {
  std::string text = entries.size() == 1 ? "entry " : "entries ";
  for (size_t i = 0; i < entries.size(); ++i) {
    size_t last = i;
    while (last + 1 < entries.size() && entries[last + 1] == entries[last] + 1) ++last;
    if (i > 0) text += ", ";
    text += std::to_string(entries[i] + 1);
    if (last > i) text += (last == i + 1 ? ", " : "-") + std::to_string(entries[last] + 1);
    i = last;
  }
  return text;
}

Result<ReferencePlan> make_reference_plan(const ReferenceSources& sources,
                                          const SettingsOverrides& overrides,
                                          const std::string& root, std::uint64_t seed) {
  ReferencePlanner planner(sources, seed);
  for (const ReferenceEntry& entry : sources.settings.entries) {
    if (const Status added = planner.add(entry); !added) return added.error();
  }
  SettingsOverrides without_runs = overrides;
  without_runs.runs_per_config.reset();
  ReferencePlan result;
  if (planner.settings().entries.empty()) {
    result.plan.experiment_name = sources.settings.experiment_name;
    result.plan.governor = sources.settings.governor;
    result.plan.limits = limits_of(planner.settings(), overrides);
    result.plan.tariff = tariff_of(planner.settings(), overrides);
  } else {
    Result<Plan> plan =
        make_plan(planner.settings(), as_it_was_known(sources.catalogue), without_runs, root, seed);
    if (!plan) return plan.error();
    result.plan = std::move(*plan);
    say_what_was_drawn(sources.settings, result.plan);
  }
  result.plan.seed = seed;
  result.plan.compat = "reference";
  result.entry_notes = planner.take_notes();
  result.plan.notes = notes_of(sources.settings, result.entry_notes);
  return result;
}

}  // namespace mutation
