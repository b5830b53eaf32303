// Three steps: find the configurations of all entries, in file order and with one generator over
// the whole file, as the Python tool drew; put the runs in order; write them out one behind the
// other.
#include "plan/make_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "plan/conditions.h"
#include "plan/entry_configurations.h"
#include "plan/known_configurations.h"
#include "plan/precedence.h"
#include "plan/python_random.h"
#include "plan/run_order.h"
#include "plan/warm_up.h"
#include "plan/written_run.h"

namespace mutation {
namespace {

// A guard against a slip of the keyboard: a plan is held in memory, some kilobytes a run, and at
// one run a minute this many take two years.
constexpr int kMostRuns = 1'000'000;

struct PlannedEntry {
  const Entry* entry = nullptr;
  const RepoSpec* repo = nullptr;
  PlannedRun shared;
  std::vector<Configuration> configurations;
};

// What is known after the entries so far.
struct Progress {
  PastConfigurations past;
  ConfigurationCounts planned;                                              // by draws' key
  std::unordered_map<ConfigurationKey, int, ConfigurationKeyHash> numbers;  // by run_key()
  std::vector<RunSlot> runs;
};

// Which could not be told from one of the settings, but only with all levels taken together.
Status check_rules(const RunRules& rules) {
  if (!rules.start_temperature_celsius || rules.cooling_policy == CoolingPolicy::match) return {};
  return Error{fmt::format("\"start_temperature_celsius\" has no effect with \"cooling_policy\" "
                           "\"{}\"",
                           to_text(rules.cooling_policy)),
               "set \"cooling_policy\" to \"match\", or give the temperature only where it is"};
}

// Of a figure that no run of the entry can have, no interval becomes narrow.
Status check_figure(const PlannedRun& run) {
  if (!run.repeat_until) return {};
  const std::string& figure = run.repeat_until->of;
  if (figure == "gpu_above_background_joules" && !run.background) {
    return Error{
        "\"repeat\" asks for runs until \"gpu_above_background_joules\" is known, and "
        "nothing runs in the background",
        "write \"of\": \"gpu_net_joules\""};
  }
  constexpr std::string_view kMetric = "metric:";
  if (!figure.starts_with(kMetric)) return {};
  std::vector<std::string> known;
  for (const MetricSpec& metric : run.foreground.metrics) {
    if (metric.name == figure.substr(kMetric.size())) return {};
    known.push_back(metric.name);
  }
  return Error{fmt::format("\"repeat\" asks for runs until \"{}\" is known, which {} does not have",
                           figure, run.foreground.repo),
               known.empty() ? "the catalogue names no metric of it; \"of\" may be \"duration\""
                             : fmt::format("its metrics: {}", fmt::join(known, ", "))};
}

Status check_number_of_runs(const Entry& entry, std::int64_t runs, std::int64_t repeat,
                            std::size_t planned) {
  const std::int64_t asked = std::max<std::int64_t>(runs, 0) * repeat + entry.baseline_runs;
  if (asked <= kMostRuns - static_cast<std::int64_t>(planned)) return {};
  return Error{fmt::format("more than {} runs", kMostRuns), "split the settings file"};
}

Result<EntryConfigurations> find_configurations(const PlanSources& sources, const Entry& entry,
                                                PythonRandom& random, const Progress& progress) {
  const auto& [settings, catalogue, overrides, root] = sources;
  const int runs = runs_of(entry, settings, overrides);
  const int repeat = repeat_of(entry, settings, overrides);
  if (const Status fit = check_number_of_runs(entry, runs, repeat, progress.runs.size()); !fit)
    return fit.error();
  KnownConfigurations known;
  if (deduplication_of(entry, settings).on) {
    known = progress.past.of(entry, settings);
    known.push_back(&progress.planned);
  }
  const bool said_for_all =
      !overrides.runs_per_config && !entry.runs_per_config && !entry.foreground_runs_per_config;
  return entry_configurations({.repo = repo_of(sources, entry.foreground),
                               .entry = entry,
                               .runs = runs,
                               .runs_said_for_all = said_for_all,
                               .repeat = repeat,
                               .until = repeat_until_of(entry, settings, overrides).has_value(),
                               .known = known,
                               .most = kMostRuns - static_cast<int>(progress.runs.size())},
                              random);
}

// Numbers the configurations and puts their runs behind the others.
void add_runs(const PlanSources& sources, std::size_t position, PlannedEntry& planned,
              Progress& progress) {
  const std::size_t count = planned.configurations.size();
  progress.numbers.reserve(progress.numbers.size() + count);
  progress.planned.reserve(progress.planned.size() + count);
  for (std::size_t at = 0; at < count; ++at) {
    const Configuration& configuration = planned.configurations[at];
    const int next = static_cast<int>(progress.numbers.size()) + 1;
    const ConfigurationKey key =
        run_key(configuration.key, sources, *planned.entry, planned.shared);
    const int number = progress.numbers.emplace(key, next).first->second;
    progress.planned[configuration.key] += configuration.runs;
    for (int run = 0; run < configuration.runs; ++run)
      progress.runs.push_back({position, at, number, 0});
  }
}

Status plan_entry(const PlanSources& sources, const Entry& entry, PythonRandom& random,
                  std::vector<PlannedEntry>& entries, Progress& progress,
                  std::vector<std::string>& notes) {
  if (entry.background) {
    const Status given = check_given(repo_of(sources, *entry.background), *entry.background);
    if (!given) return with_context("in the background", given.error());
  }
  auto found = find_configurations(sources, entry, random, progress);
  if (!found) return found.error();
  for (const std::string& note : found->notes)
    notes.push_back(fmt::format("entry {}: {}", entry.index + 1, note));
  if (found->configurations.empty()) return {};
  PlannedEntry planned{&entry, &repo_of(sources, entry.foreground), shared_run(sources, entry),
                       std::move(found->configurations)};
  if (const Status meant = check_rules(planned.shared.rules); !meant) return meant;
  if (const Status there = check_figure(planned.shared); !there) return there;
  add_runs(sources, entries.size(), planned, progress);
  entries.push_back(std::move(planned));
  return {};
}

// Writes the runs of a plan one behind the other.
class Writer {
 public:
  Writer(std::vector<PlannedEntry>& entries, Plan& plan)
      : entries_(entries), plan_(plan), begun_(entries.size(), false) {}

  void add(const RunSlot& slot) {
    PlannedEntry& planned = entries_[slot.entry];
    Configuration& configuration = planned.configurations[slot.configuration];
    PlannedRun run = planned.shared;
    run.configuration = slot.number;
    run.block = slot.block;
    if (!configuration.goes_on) run.repeat_until.reset();
    const bool last = --configuration.runs == 0;
    set_hyperparameters(
        *planned.repo, planned.entry->foreground,
        last ? std::move(configuration.hyperparameters) : configuration.hyperparameters,
        run.foreground);
    if (!begun_[slot.entry]) {
      begun_[slot.entry] = true;
      for (int left = warm_ups_before(run); left > 0; --left) put(warm_up_for(run, next_index()));
    }
    run.index = next_index();
    run.experiment_id = experiment_id(run);
    put(std::move(run));
  }

 private:
  int next_index() const { return static_cast<int>(plan_.runs.size()) + 1; }

  // One wait, by what went before, taken from the run's own timings.
  void put(PlannedRun run) {
    if (!plan_.runs.empty()) {
      const bool same_entry = plan_.runs.back().entry == run.entry;
      run.minimum_idle = same_entry ? run.timings.cooling : run.timings.config_sleep;
    }
    plan_.runs.push_back(std::move(run));
  }

  // As asked; and one at least where the start temperature is learned from it.
  int warm_ups_before(const PlannedRun& first) {
    const bool learns = learns_start_temperature(first) && !std::exchange(learned_, true);
    return std::max(first.rules.warmup_runs, learns ? 1 : 0);
  }

  std::vector<PlannedEntry>& entries_;
  Plan& plan_;
  std::vector<bool> begun_;
  bool learned_ = false;
};

Error nothing_to_plan(const Plan& plan, std::size_t own_notes) {
  if (plan.notes.size() == own_notes)
    return {"there is no run to plan", "give \"experiments\" at least one entry with a run"};
  const std::vector<std::string> why(plan.notes.begin() + static_cast<std::ptrdiff_t>(own_notes),
                                     plan.notes.end());
  return {fmt::format("there is no run to plan: {}", fmt::join(why, "; ")),
          "widen the ranges, use mode \"default\", or turn a comparison off with "
          "\"use_deduplication\": false"};
}

}  // namespace

Result<Plan> make_plan(const Settings& settings, const Catalogue& catalogue,
                       const SettingsOverrides& overrides, const std::string& root,
                       std::uint64_t seed, const History& history) {
  const PlanSources sources{settings, catalogue, overrides, root};
  Plan plan;
  plan.seed = seed;
  plan.experiment_name = settings.experiment_name;
  plan.order = order_of(settings, overrides);
  plan.governor = overrides.governor ? overrides.governor : settings.governor;
  plan.limits = limits_of(settings, overrides);
  plan.tariff = tariff_of(settings, overrides);
  plan.notes = settings.notes;
  Progress progress{{settings, catalogue, history, plan.notes}, {}, {}, {}};
  std::vector<PlannedEntry> entries;
  PythonRandom random(seed);
  for (const Entry& entry : settings.entries) {
    const Status planned = plan_entry(sources, entry, random, entries, progress, plan.notes);
    if (!planned)
      return with_context(fmt::format("planning entry {}", entry.index + 1), planned.error());
  }
  if (progress.runs.empty()) return nothing_to_plan(plan, settings.notes.size());
  if (std::string note = arrange(plan.order, seed, progress.runs); !note.empty())
    plan.notes.push_back(std::move(note));
  plan.runs.reserve(progress.runs.size());
  Writer writer(entries, plan);
  for (const RunSlot& slot : progress.runs) writer.add(slot);
  return plan;
}

}  // namespace mutation
