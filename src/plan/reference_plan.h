// The runs that the Python tool would have made of a settings file, as a plan of this program's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/catalogue.h"
#include "model/history.h"
#include "model/plan.h"
#include "model/reference_settings.h"
#include "plan/reference_draws.h"

namespace mutation {

struct ReferenceSources {
  const ReferenceSettings& settings;
  const Catalogue& catalogue;
  const std::vector<PastConfiguration>& history;
  OddDefaults odd_defaults;
};

struct ReferencePlan {
  Plan plan;  // may have no run; notes say what was left out
  // What the Python tool made of each entry other than the file says; by position in the file.
  std::vector<std::vector<std::string>> entry_notes;
};

// Draws are made in the order of the file from one generator, also for entries that failed
// afterwards; floats are in full (see float_format.h for what was passed). `overrides` win over
// waits, rules, retries, devices, governor and order; its runs_per_config is not looked at. An
// error when there are more runs than a plan holds.
Result<ReferencePlan> make_reference_plan(const ReferenceSources& sources,
                                          const SettingsOverrides& overrides,
                                          const std::string& root, std::uint64_t seed);

// "entry 3", "entries 1-4, 7": numbers from 1. REQUIRES: sorted, not empty, from 0.
std::string entries_text(const std::vector<int>& entries);

}  // namespace mutation
