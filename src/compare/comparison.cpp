#include "compare/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/text.h"
#include "compare/adjusted.h"
#include "compare/circumstances.h"
#include "compare/stopped.h"
#include "compare/strata.h"
#include "model/figure.h"
#include "stats/power.h"
#include "stats/two_samples.h"

namespace mutation {
namespace {

constexpr double kDifferenceToSee = 0.01;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

RunGroup with_figure(const RunGroup& runs, const std::string& figure) {
  RunGroup having;
  std::ranges::copy_if(runs, std::back_inserter(having), [&](const RecordedRun* run) {
    return figure_value(*run, figure).has_value();
  });
  return having;
}

// What several configurations differ by is no error of their mean: nothing bounds that.
ComparedSide side_of(const RunGroup& runs, const std::string& figure) {
  ComparedSide side{.label = "", .runs = runs.size(), .mean = mean_of_runs(runs, figure)};
  const std::string first = repeated_text(*runs.front());
  const bool repeats = std::ranges::all_of(
      runs, [&](const RecordedRun* run) { return repeated_text(*run) == first; });
  if (!repeats) side.mean = {side.mean.value, -kInfinite, kInfinite};
  return side;
}

// The text that all of them have, else "".
template <typename Text>
std::string common(const RunGroup& a, const RunGroup& b, Text text) {
  const std::string first = text(*a.front());
  const auto same = [&](const RecordedRun* run) { return text(*run) == first; };
  return std::ranges::all_of(a, same) && std::ranges::all_of(b, same) ? first : "";
}

bool all_pairs(const std::vector<Stratum>& strata) {
  return strata.size() > 1 && std::ranges::all_of(strata, [](const Stratum& stratum) {
           return stratum.a.size() == 1 && stratum.b.size() == 1;
         });
}

// `test`: of the logarithms, or of the values themselves.
std::optional<std::size_t> further_runs(const Comparison& comparison, const MeanTest& test,
                                        bool of_logarithms) {
  const double difference = of_logarithms ? std::log1p(kDifferenceToSee)
                                          : kDifferenceToSee * std::abs(comparison.a.mean.value);
  if (!test.deviation || difference == 0) return std::nullopt;
  const SampleDesign design = comparison.paired ? SampleDesign::paired : SampleDesign::independent;
  const auto needed = values_needed(difference, *test.deviation, design);
  if (!needed) return std::nullopt;
  const std::size_t there =
      comparison.paired ? comparison.strata : std::min(comparison.a.runs, comparison.b.runs);
  return *needed > there ? *needed - there : 0;
}

void judge_size(const RecordedRun& run, const ComparisonOptions& options, Comparison& comparison) {
  comparison.noise_floor = noise_floor_for(options.noise_floors, run, comparison.figure);
  comparison.below_noise = comparison.noise_floor && comparison.ratio &&
                           comparison.ratio->low >= 1 - *comparison.noise_floor &&
                           comparison.ratio->high <= 1 + *comparison.noise_floor;
}

void tell_few(const DividedRuns& divided, Comparison& comparison) {
  const std::size_t fewest = std::min(divided.taken_a.size(), divided.taken_b.size());
  if (fewest < 2) {
    comparison.notes.emplace_back("one run a side bounds nothing");
  } else if (fewest < 3) {
    comparison.notes.emplace_back(
        "fewer than 3 runs a side: the interval is wide and rests on the "
        "normal distribution");
  }
}

void take_p(const MeanTest& test, std::optional<PermutationTest> permutation, double factor,
            Comparison& comparison) {
  if (test.p) comparison.p = std::min(1.0, *test.p * factor);
  if (permutation) permutation->p = std::min(1.0, permutation->p * factor);
  comparison.permutation = permutation;
  comparison.stopping_factor = factor;
}

// What is tested: in several strata the logarithms, where there are any, for strata may differ by
// orders of magnitude, and the greatest would decide alone.
struct Judged {
  std::vector<Stratum> values;
  bool logarithms = false;
};

Judged judged_values(const std::vector<Stratum>& strata) {
  if (strata.size() > 1) {
    if (auto logarithms = logarithms_of(strata)) return {std::move(*logarithms), true};
  }
  return {strata, false};
}

// Of what a side's runs are: "cifar/small beside cifar/large, cifar/small in sequence".
std::string kinds_of(const RunGroup& runs) {
  std::set<std::string> kinds;
  for (const RecordedRun* run : runs)
    kinds.insert(training_of(*run) +
                 (run->parallel ? " beside " + background_of(*run) : " in sequence"));
  return joined(std::vector(kinds.begin(), kinds.end()), ", ");
}

// Absent: no model, mode and background has runs of both sides.
std::optional<Comparison> compared(const RunGroup& a, const RunGroup& b, const std::string& figure,
                                   const ComparisonOptions& options) {
  const DividedRuns divided = divide(a, b, figure);
  if (divided.strata.empty()) return std::nullopt;
  Comparison comparison;
  comparison.figure = figure;
  RunGroup taken = divided.taken_a;
  taken.insert(taken.end(), divided.taken_b.begin(), divided.taken_b.end());
  const double factor = stopping_factor(taken, figure);
  const double confidence = confidence_for(factor);
  comparison.a = side_of(divided.taken_a, figure);
  comparison.b = side_of(divided.taken_b, figure);
  comparison.difference = test_of(divided.strata, confidence).difference;
  comparison.ratio = ratio_interval(divided.strata, confidence);
  comparison.strata = divided.strata.size();
  comparison.paired = all_pairs(divided.strata);
  comparison.within = divided.within;
  comparison.test = comparison.paired        ? "paired t"
                    : comparison.strata == 1 ? "Welch"
                                             : "stratified t";
  const Judged judged = judged_values(divided.strata);
  const MeanTest test = test_of(judged.values, confidence);
  take_p(test, permutation_test(judged.values, options.permutations), factor, comparison);
  comparison.effect_size = effect_size(test, confidence);
  comparison.runs_needed = further_runs(comparison, test, judged.logarithms);
  comparison.notes = divided.notes;
  if (factor > 1)
    comparison.notes.push_back(fmt::format(
        "runs were added until an interval was narrow: p values are multiplied by {:.2f} for that, "
        "and intervals widened",
        factor));
  tell_few(divided, comparison);
  return comparison;
}

// On one device. Absent, with `unmatched` told, where the sides share no model, mode and
// background.
std::optional<Comparison> compared_on(const MeasuredOn& place, const SidesToCompare& sides,
                                      const std::string& label_a, const std::string& label_b,
                                      const std::string& figure, const ComparisonOptions& options,
                                      std::set<std::string>* unmatched) {
  std::optional<Comparison> found = compared(sides.a, sides.b, figure, options);
  if (!found) {
    if (unmatched)
      unmatched->insert(
          fmt::format("on {} no model, mode and background is in both: {} has {}; {} has {}",
                      to_text(place), label_a, kinds_of(sides.a), label_b, kinds_of(sides.b)));
    return std::nullopt;
  }
  found->a.label = label_a + sides.beside_a;
  found->b.label = label_b + sides.beside_b;
  found->device = place.device;
  found->host = place.host;
  found->simulated = place.simulated;
  found->repo = common(sides.a, sides.b, [](const RecordedRun& run) { return run.repository; });
  found->model = common(sides.a, sides.b, [](const RecordedRun& run) { return run.model; });
  judge_size(*sides.a.front(), options, *found);
  return found;
}

}  // namespace

std::vector<Comparison> compare_sides(const RunGroup& a, const std::string& label_a,
                                      const RunGroup& b, const std::string& label_b,
                                      const std::string& figure, const ComparisonOptions& options,
                                      std::set<std::string>* unmatched) {
  const auto places_a = by_place(with_figure(a, figure));
  const auto places_b = by_place(with_figure(b, figure));
  std::vector<Comparison> comparisons;
  for (const auto& [place, runs_a] : places_a) {
    const auto found = places_b.find(place);
    if (found == places_b.end()) continue;
    for (const SidesToCompare& sides : by_background(runs_a, found->second)) {
      std::optional<Comparison> one =
          compared_on(place, sides, label_a, label_b, figure, options, unmatched);
      if (one) comparisons.push_back(std::move(*one));
    }
  }
  return comparisons;
}

bool b_is_higher(const Comparison& comparison) {
  if (comparison.strata > 1 && comparison.ratio) return comparison.ratio->value > 1;
  return comparison.difference.value > 0;
}

void adjust(std::vector<Comparison>& comparisons) {
  fill_adjusted(comparisons);
}

std::optional<double> noise_floor_for(const std::vector<NoiseFloor>& floors, const RecordedRun& run,
                                      const std::string& figure) {
  const NoiseFloor* latest = nullptr;
  for (const NoiseFloor& floor : floors) {
    const bool same = floor.figure == figure && floor.device == run.device &&
                      floor.host == run.host && floor.simulated == measured_on(run).simulated;
    if (same && (!latest || floor.at >= latest->at)) latest = &floor;
  }
  if (!latest) return std::nullopt;
  return latest->relative_deviation;
}

}  // namespace mutation
