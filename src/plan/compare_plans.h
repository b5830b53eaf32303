// Two readings of one settings file beside each other, entry by entry: this program's own and the
// Python tool's: which trainings are made, with which values, and under which circumstances.
#pragma once

#include <optional>
#include <string>
#include <utility>
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
  std::vector<std::string> drawn;    // each run's drawn values, sorted
  // "environment", "devices", "timeout", "retries", "waits", "rules" and "order", each with its
  // text; of the first run.
  std::vector<std::pair<std::string, std::string>> circumstances;
};

// One of EntryComparison::differs that EntryReading's other fields do not show.
struct ReadingDifference {
  std::string what;
  std::string own;
  std::string reference;
};

struct EntryComparison {
  int entry = 0;  // position in the file, from 0
  EntryReading own;
  EntryReading reference;
  // Of "runs", "training", "mutated", "given", "background", "drawn" and the circumstances' names.
  std::vector<std::string> differs;
  std::vector<ReadingDifference> details;  // of "drawn" and the circumstances
  std::string why;                         // one line; "" where nothing differs
};

struct PlanComparison {
  std::vector<EntryComparison> entries;
  int own_runs = 0;
  int reference_runs = 0;
  int entries_that_differ = 0;
};

// `own` is absent where this program's reading plans nothing at all; its entries then have no runs.
// `deduplicated`: entries whose draws it compares with what was run or planned before.
PlanComparison compare_plans(const std::optional<Plan>& own, const ReferencePlan& reference,
                             const std::vector<int>& deduplicated = {});

}  // namespace mutation
