// By what two groups of runs are divided before they are compared. Pure.
#pragma once

#include <string>
#include <vector>

#include "compare/circumstances.h"
#include "stats/two_samples.h"

namespace mutation {

struct DividedRuns {
  std::vector<Stratum> strata;  // each with values of both sides
  std::string within;           // "block and configuration", "configuration", "block", "mode", ""
  RunGroup taken_a;             // of what stands in the strata
  RunGroup taken_b;
  std::vector<std::string> notes;  // what was left out by it, what it does not allow for
};

// Blocks and configurations where both sides were run in them, so that neither a drift nor other
// hyperparameters stand for a difference; else configurations, else blocks, else nothing. What
// always divides are mode, background and model, where a side has several of them. REQUIRES: all
// runs have the figure and one place; neither side is empty.
DividedRuns divide(const RunGroup& a, const RunGroup& b, const std::string& figure);

}  // namespace mutation
