// How an entry's hyperparameters are drawn where it says otherwise than the catalogue.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "settings/training_reader.h"

namespace mutation {

// One hyperparameter's object: `range` or `min` and `max`, `distribution`, `values`, `levels`; an
// end that is not given is the catalogue's. Nothing: it has problems. REQUIRES: the place is an
// object.
std::optional<DrawOverride> read_draw_override(const JsonPlace& place,
                                               const HyperparameterSpec& spec,
                                               SettingsContext& context);

// Consumes "mutate_strategy" and "num_params_per_mutation": how many of `mutated` hyperparameters
// each configuration mutates; nothing: all.
std::optional<CountRange> read_mutated_at_once(ObjectReader& block, int mutated,
                                               SettingsContext& context);

}  // namespace mutation
