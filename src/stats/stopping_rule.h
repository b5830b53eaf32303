// When a configuration has been run often enough, and how well its mean is then known. Pure.
//
// Runs are added until an interval is narrow, so a sample whose spread happens to be small stops
// early, and Student's interval of it holds the truth too seldom (in simulation in 92 of 100 cases
// at the worst, with at least 5 runs). Therefore the confidence that is asked of a sample that
// stopped between `min` and `max` is raised; docs/statistics.md has by how much, and the coverage.
#pragma once

#include <span>

#include "model/settings.h"
#include "stats/mean_interval.h"

namespace mutation {

struct StoppingDecision {
  bool enough = false;  // no further run is needed, or allowed
  Interval interval;  // of the mean, holds it in 95 of 100 cases though the data chose their number
};

// `values`: the figure of all runs of one configuration so far, in any order. Fewer than `rule.min`
// (or 3, where `rule.max` allows it) are never enough; `rule.max` always are. The number of runs
// must have been decided by this function after each run or block. REQUIRES: not empty.
StoppingDecision decide(std::span<const double> values, const RepeatUntil& rule);

// The confidence, two-sided, of Student's interval that decide() reports for so many values.
double stopped_confidence(std::size_t values, const RepeatUntil& rule);

// By what a test's p value is multiplied where one of its samples has this many values and stopped
// by the rule, at least 1: its spread is underestimated, and without this twice as many false
// positives appear as the level says. The matching confidence of intervals is 1 - 0.05 / factor.
double stopped_p_factor(std::size_t values, const RepeatUntil& rule);

}  // namespace mutation
