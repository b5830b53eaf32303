// Two groups of recorded runs compared in one figure, by the finest division of their circumstances
// that both sides share. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compare/circumstances.h"
#include "model/noise_floor.h"
#include "model/recorded_run.h"
#include "stats/mean_interval.h"
#include "stats/permutation.h"

namespace mutation {

struct ComparedSide {
  std::string label;
  std::size_t runs = 0;  // that have the figure and entered
  Interval mean;         // its bounds are infinite where the runs are of several configurations
};

struct Comparison {
  ComparedSide a;
  ComparedSide b;
  std::string repo;   // "": the sides have several
  std::string model;  // likewise
  std::string device;
  std::string host;
  bool simulated = false;
  std::string background;     // analyse() says it of sequential against parallel: of b's runs
  std::string configuration;  // likewise: that both sides are of; "": not of one alone
  std::string figure;
  Interval difference;            // b - a
  std::optional<Interval> ratio;  // b / a; absent where a value is not above 0
  std::string test;               // "Welch", "paired t", "stratified t"
  bool paired = false;
  std::size_t strata = 1;      // pairs where paired
  std::string within;          // "block", "configuration", …; "": nothing
  double stopping_factor = 1;  // what p values were multiplied by, see compare/stopped.h
  std::optional<double> p;     // of `test`; absent: too few runs, or no spread
  std::optional<PermutationTest> permutation;
  std::optional<double> p_adjusted;     // Holm's, over the comparisons that were made together
  std::optional<Interval> effect_size;  // Hedges' g, of what `p` is of
  std::optional<double> noise_floor;    // relative; absent: not known
  // The ratio's whole interval lies within 1 +- the noise floor: equal runs differ as much.
  bool below_noise = false;
  std::optional<std::size_t> runs_needed;  // further ones of each side, to see 1 %
  std::vector<std::string> notes;
};

struct ComparisonOptions {
  PermutationOptions permutations;
  std::vector<NoiseFloor> noise_floors;
};

// One for each device (and host) on which both sides have the figure and share a model, mode and
// background, and one for each background where one side is sequential and the other parallel,
// whose label then names it; `unmatched` takes of each where they share none what the sides have
// instead. None: they share no device either. Simulated runs are compared with simulated ones only.
// Parallel and sequential runs of one side are never taken together unless the other side has both,
// too. p_adjusted is left to adjust().
std::vector<Comparison> compare_sides(const RunGroup& a, const std::string& label_a,
                                      const RunGroup& b, const std::string& label_b,
                                      const std::string& figure, const ComparisonOptions& options,
                                      std::set<std::string>* unmatched = nullptr);

// By what was tested: of the logarithms in several strata, whose sign may be another than that of
// the difference, which a stratum of greater values decides.
bool b_is_higher(const Comparison& comparison);

// Fills p_adjusted of those that have a p.
void adjust(std::vector<Comparison>& comparisons);

// The latest that was measured there for this figure; none: absent.
std::optional<double> noise_floor_for(const std::vector<NoiseFloor>& floors, const RecordedRun& run,
                                      const std::string& figure);

}  // namespace mutation
