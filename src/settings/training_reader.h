// One training of a settings file (an entry, a foreground or a background) held against the
// catalogue. Knows nothing of entries around it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"
#include "model/settings.h"
#include "settings/interpretations.h"
#include "settings/object_reader.h"
#include "settings/read.h"

namespace mutation {

// What reading a settings file goes by and adds to.
struct SettingsContext {
  const Catalogue& catalogue;
  ReadOptions options;
  ProblemList& problems;
  std::vector<std::string>& notes;
  Interpretations& interpretations;
  int entry = Interpretations::kWholeFile;  // the one that is read now
  bool deduplicates = false;                // the top level says so
  std::optional<int> runs_per_config;       // the top level's
  bool repeats = false;                     // the top level says how often
  // Ends the reading of an object: what nobody asked for is a problem.
  void finish(ObjectReader& reader, const std::string& kind) const;
};

// Keys that only a training with drawn values has.
inline constexpr std::array<std::string_view, 5> kMutationKeys = {
    "mutate", "mutate_params", "draw", "mutate_strategy", "num_params_per_mutation"};

// Where the names of a training stand; nothing: nowhere.
struct TrainingNames {
  std::optional<JsonPlace> repo;
  std::optional<JsonPlace> model;
};

// Consumes "repo" (or "repository") and "model". Values that are no texts are reported and left
// out, but `wrong` is set, so that they are not reported as missing too.
struct NamesReading {
  TrainingNames names;
  bool wrong = false;
};
NamesReading read_names(ObjectReader& block, SettingsContext& context);

// Consumes the keys that only mode mutation has: problems in mode fixed, for they would have no
// effect; harmless when empty.
void refuse_mutation_keys(ObjectReader& block);

// Consumes the keys of mode mutation (kMutationKeys) and those of given values ("hyperparameters",
// "fixed_hyperparams"), which in mode mutation are pinned beside what is drawn. Nothing: it has
// problems, or --skip-unsupported leaves it out with a note. REQUIRES: both names are texts.
std::optional<TrainingRequest> read_training(ObjectReader& block, const TrainingNames& names,
                                             Mode mode, SettingsContext& context);
// The same keys unchecked, where nothing is known to check them against.
void pass_training_keys(ObjectReader& block);

// Hyperparameters that the repo does not have: a problem, or with --skip-unsupported a note.
// Nothing when the name is not to be used.
const HyperparameterSpec* find_supported(const JsonPlace& place, const std::string& name,
                                         const RepoSpec& repo, SettingsContext& context);

}  // namespace mutation
