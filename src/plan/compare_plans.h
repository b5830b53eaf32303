// Two readings of one settings file beside each other, entry by entry: this program's own and the
// Python tool's. Compares what is asked of each entry, not the values drawn.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/plan.h"
#include "plan/reference_plan.h"

namespace mutation {

// What a plan makes of one entry. Warm-ups do not count.
struct EntryReading {
  int runs = 0;
  std::string training;              // "examples mnist"; "" without runs
  std::string background;            // "VulBERTa mlp epochs=1"; "" for none
  std::vector<std::string> mutated;  // drawn in at least one run, in the order of the command
  Hyperparameters given;             // passed and not drawn; of several values the first
};

struct EntryComparison {
  int entry = 0;  // position in the file, from 0
  EntryReading own;
  EntryReading reference;
  std::vector<std::string> differs;  // of "runs", "training", "mutated", "given", "background"
  std::string why;                   // one line; "" where nothing differs
};

struct PlanComparison {
  std::vector<EntryComparison> entries;
  int own_runs = 0;
  int reference_runs = 0;
  int entries_that_differ = 0;
};

// `own` is absent where this program's reading plans nothing at all; its entries then have no runs.
PlanComparison compare_plans(const std::optional<Plan>& own, const ReferencePlan& reference);

}  // namespace mutation
