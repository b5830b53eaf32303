#include "compare/analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "compare/configurations.h"
#include "compare/pareto.h"
#include "compare/several_codes.h"
#include "compare/several_devices.h"
#include "export/figures.h"

namespace mutation {
namespace {

constexpr std::size_t kMostWork = 5'000'000;      // values that the permutations of one test move
constexpr std::size_t kMostConfigurations = 200;  // that are compared singly in both modes

bool some_have(const RunGroup& runs, const std::string& figure) {
  return std::ranges::any_of(
      runs, [&](const RecordedRun* run) { return figure_value(*run, figure).has_value(); });
}

std::vector<AnalysedFigure> told_figures(const std::vector<std::string>& figures,
                                         const Catalogue* catalogue) {
  std::vector<AnalysedFigure> told;
  for (const std::string& figure : figures) {
    const auto spec = figure_spec_of(figure);
    if (!spec) continue;
    const bool metric = figure.starts_with("metric:");
    std::string better = "lower";
    if (metric) better = catalogue ? better_of(*catalogue, "", spec->label) : "";
    told.push_back({*spec, better});
  }
  return told;
}

// Of repeats of one configuration.
std::string label_of(const RunGroup& runs) {
  const bool one_seed = std::ranges::all_of(runs, [&](const RecordedRun* run) {
    return values_text(*run) == values_text(*runs.front());
  });
  return configuration_label(*runs.front(), one_seed);
}

struct BothModes {
  RunGroup sequential;
  std::map<std::string, RunGroup> parallel;  // by background
};

// Each training beside each of its backgrounds; then each configuration of its own that was
// repeated in both modes.
class ModeComparisons {
 public:
  ModeComparisons(const std::vector<std::string>& figures, const ComparisonOptions& options)
      : figures_(figures), options_(options) {}

  void add(const BothModes& modes) {
    for (const auto& [background, runs] : modes.parallel) {
      for (const std::string& figure : figures_) add(modes.sequential, runs, figure, "");
      add_configurations(modes.sequential, runs);
    }
  }

  std::vector<Comparison> finish(std::vector<std::string>& notes) && {
    if (configurations_ > kMostConfigurations)
      notes.push_back(fmt::format(
          "{} of {} configurations that were repeated in both modes are compared singly",
          kMostConfigurations, configurations_));
    adjust(comparisons_);
    return std::move(comparisons_);
  }

 private:
  void add(const RunGroup& a, const RunGroup& b, const std::string& figure,
           const std::string& which) {
    const RecordedRun& beside = *b.front();
    std::string label_b = "parallel";
    if (beside.background)
      label_b += " beside " + beside.background->repository + "/" + beside.background->model;
    const std::string tail = which.empty() ? "" : ", " + which;
    for (Comparison& one :
         compare_sides(a, "sequential" + tail, b, label_b + tail, figure, options_)) {
      one.background = background_of(beside);
      one.configuration = which;
      if (figure.ends_with("_joules"))
        one.notes.emplace_back("the background's energy is in that of the parallel runs");
      comparisons_.push_back(std::move(one));
    }
  }

  void add_configurations(const RunGroup& a, const RunGroup& b) {
    std::map<std::string, RunGroup> sequential, parallel;
    for (const RecordedRun* run : a) sequential[values_text_but_seed(*run)].push_back(run);
    for (const RecordedRun* run : b) parallel[values_text_but_seed(*run)].push_back(run);
    if (sequential.size() < 2 && parallel.size() < 2) return;
    for (const auto& [values, runs] : sequential) {
      const auto beside = parallel.find(values);
      if (beside == parallel.end() || runs.size() < 2 || beside->second.size() < 2) continue;
      if (++configurations_ > kMostConfigurations) continue;
      for (const std::string& figure : figures_) add(runs, beside->second, figure, label_of(runs));
    }
  }

  const std::vector<std::string>& figures_;
  const ComparisonOptions& options_;
  std::vector<Comparison> comparisons_;
  std::size_t configurations_ = 0;
};

std::vector<Comparison> parallel_comparisons(const RunGroup& runs,
                                             const std::vector<std::string>& figures,
                                             const AnalyseOptions& options,
                                             std::vector<std::string>& notes) {
  std::map<std::string, BothModes> trainings;
  for (const RecordedRun* run : runs) {
    BothModes& modes = trainings[training_of(*run)];
    (run->parallel ? modes.parallel[background_of(*run)] : modes.sequential).push_back(run);
  }
  const ComparisonOptions comparing{
      .permutations = {.samples = options.permutations, .most_work = kMostWork},
      .noise_floors = options.noise_floors};
  ModeComparisons comparisons(figures, comparing);
  for (const auto& [training, modes] : trainings) {
    if (!modes.sequential.empty()) comparisons.add(modes);
  }
  return std::move(comparisons).finish(notes);
}

}  // namespace

std::vector<std::string> notes_on(const RunGroup& runs) {
  std::vector<std::string> notes;
  const auto places = by_place(runs);
  if (places.size() > 1)
    notes.emplace_back("figures of different devices and hosts are never taken together");
  std::ranges::move(notes_on_several_devices(runs), std::back_inserter(notes));
  std::ranges::move(notes_on_several_codes(runs), std::back_inserter(notes));
  const bool unknown = std::ranges::any_of(places, [](const auto& place) {
    return place.first.device.empty() && place.first.host.empty();
  });
  if (unknown)
    notes.emplace_back(
        "some records do not say on which device they were measured: their runs are "
        "taken together as of one");
  const auto sums =
      std::ranges::count_if(runs, [](const RecordedRun* run) { return only_sum_is_known(*run); });
  if (sums > 0)
    notes.push_back(fmt::format(
        "the GPU's energy of {} of {} runs is recorded only as the Python tool's plain sum of its "
        "samples, which is no energy: they have no gpu_joules here; `mutation import` of their "
        "sessions integrates it anew",
        sums, runs.size()));
  if (std::ranges::any_of(places, [](const auto& place) { return place.first.simulated; }))
    notes.emplace_back("figures of a simulated GPU say nothing of a real one");
  return notes;
}

std::vector<std::string> figures_in(const RunGroup& runs) {
  std::vector<std::string> figures;
  for (const FigureSpec& spec : figure_specs()) {
    if (spec.name != "gpu_above_background_joules" && some_have(runs, spec.name))
      figures.push_back(spec.name);
  }
  std::set<std::string> metrics;
  for (const RecordedRun* run : runs) {
    for (const Metric& metric : run->metrics) metrics.insert("metric:" + metric.name);
  }
  figures.insert(figures.end(), metrics.begin(), metrics.end());
  return figures;
}

SelectedRuns runs_to_analyse(const AuditedRuns& audited, AnalysedRuns which) {
  RunSelection selection;
  selection.outcomes = {Outcome::succeeded};
  if (which == AnalysedRuns::all) selection.outcomes.push_back(Outcome::suspect);
  selection.duplicates = false;
  selection.unusable = which == AnalysedRuns::all;
  return select_runs(audited, selection);
}

Analysis analyse(const AuditedRuns& audited, const AnalyseOptions& options) {
  SelectedRuns selected = runs_to_analyse(audited, options.which);
  const RunGroup& runs = selected.runs;
  Analysis analysis;
  analysis.runs = runs.size();
  analysis.left_out = std::move(selected.left_out);
  if (runs.empty()) {
    analysis.notes.emplace_back("no run is left to analyse");
    return analysis;
  }
  const std::vector<std::string> figures =
      options.figures.empty() ? figures_in(runs) : options.figures;
  analysis.figures = told_figures(figures, options.catalogue);
  analysis.configurations = configurations_of(audited, runs, figures, analysis.notes);
  analysis.parallel = parallel_comparisons(runs, figures, options, analysis.notes);
  analysis.effects = effects_of(
      runs, figures, {.catalogue = options.catalogue, .noise_floors = options.noise_floors},
      analysis.notes);
  analysis.drift = drift_of(runs, figures);
  analysis.start_temperature = start_temperature_trend(runs, figures);
  const std::string cost = some_have(runs, "gpu_joules") ? "gpu_joules" : "cpu_joules";
  analysis.pareto = pareto_fronts(audited, runs, cost, options.catalogue, analysis.notes);
  std::ranges::move(notes_on(runs), std::back_inserter(analysis.notes));
  return analysis;
}

}  // namespace mutation
