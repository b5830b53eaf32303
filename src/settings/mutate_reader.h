// Which hyperparameters a training mutates and how they are drawn.
#pragma once

#include <optional>

#include "settings/training_reader.h"

namespace mutation {

// Consumes the keys of mode mutation (kMutationKeys) into the request, whose hyperparameters are
// those pinned. Nothing: problems, or --skip-unsupported left nothing to mutate, with a note.
std::optional<TrainingRequest> read_mutated(ObjectReader& block, const RepoSpec& repo,
                                            TrainingRequest request, SettingsContext& context);

}  // namespace mutation
