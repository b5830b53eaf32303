// What a parallel entry says of its two trainings.
#pragma once

#include <optional>

#include "settings/training_reader.h"

namespace mutation {

// Consumes "foreground", "background" and what stands beside them for the foreground. False: not
// to be used, with problems or a note. `from_entry`: the foreground's mode where the entry says it.
bool read_parallel(ObjectReader& entry, std::optional<Mode> from_entry, Entry& result,
                   SettingsContext& context);

// Keys of an outer level that somebody wrote too deep.
void refuse_outer_keys(ObjectReader& block, bool in_entry);

// The training under these names; without both of them the problems that this is.
std::optional<TrainingRequest> read_named_training(ObjectReader& block, const NamesReading& reading,
                                                   Mode mode, SettingsContext& context);

}  // namespace mutation
