// One training of a settings file (an entry, a foreground or a background) held against the
// catalogue. Knows nothing of entries around it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/settings.h"
#include "settings/object_reader.h"
#include "settings/read.h"

namespace mutation {

// What reading a settings file goes by and adds to.
struct SettingsContext {
  const Catalogue& catalogue;
  ReadOptions options;
  ProblemList& problems;
  std::vector<std::string>& notes;
};

// Where the names of a training stand; nothing: nowhere.
struct TrainingNames {
  std::optional<JsonPlace> repo;
  std::optional<JsonPlace> model;
};

// Consumes "repo" and "model". Values that are no texts are reported and left out, but `wrong` is
// set, so that they are not reported as missing too.
struct NamesReading {
  TrainingNames names;
  bool wrong = false;
};
NamesReading read_names(ObjectReader& block);

// Consumes the key that only the other mode has ("hyperparameters" in mode mutation, "mutate" in
// mode fixed): a problem, for it would have no effect; harmless when empty.
void refuse_other_mode(ObjectReader& block, Mode mode);

// Consumes "mutate" (mode mutation) or "hyperparameters" (mode fixed). Nothing: it has
// problems, or --skip-unsupported leaves it out with a note. REQUIRES: both names are texts.
std::optional<TrainingRequest> read_training(ObjectReader& block, const TrainingNames& names,
                                             Mode mode, SettingsContext& context);

}  // namespace mutation
