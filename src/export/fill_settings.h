// The settings file that measures what coverage says is missing. Pure.
#pragma once

#include <string>
#include <vector>

#include "export/coverage.h"
#include "model/catalogue.h"
#include "model/recorded_run.h"

namespace mutation {

struct FillOptions {
  int wanted = 5;  // as the coverage was made with
  // What draws are not to repeat, as the settings file is to name it; none: nothing was recorded.
  std::vector<std::string> history;
};

struct FilledSettings {
  std::string text;  // the file
  int entries = 0;   // 0: nothing is missing
  int runs = 0;
  std::vector<std::string> notes;  // what cannot be filled, and which backgrounds were chosen
};

// One entry for each hyperparameter of a model in a mode, which mutates it alone as often as values
// are missing. Where at most kMostListedValues can be drawn, the entry lists those that are
// missing; else draws leave out what `history` has. The background of a parallel entry is the one
// that most of the model's parallel runs in `runs` had; where it had none, the one that most of all
// runs had; else the catalogue's first other model with its defaults.
inline constexpr std::uint64_t kMostListedValues = 64;
FilledSettings fill_settings(const std::vector<ModelCoverage>& coverage,
                             const std::vector<const RecordedRun*>& runs,
                             const Catalogue& catalogue, const FillOptions& options);

}  // namespace mutation
