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

// One sequential side against a side beside several backgrounds: no background has runs of both,
// and to take the backgrounds together would give a mean of none of them. Each background's runs
// then stand against the whole other side by themselves; in all other cases there is one pair, as
// given.
struct SidesToCompare {
  RunGroup a;
  RunGroup b;
  std::string beside_a;  // " beside REPO/MODEL" where the side was taken apart, else ""
  std::string beside_b;
};
std::vector<SidesToCompare> by_background(const RunGroup& a, const RunGroup& b);

}  // namespace mutation
