// Which earlier runs draws are not to repeat: the keys of the top level and of entries.
#pragma once

#include "settings/training_reader.h"

namespace mutation {

// Consumes "use_deduplication", "history" and "historical_csvs", which mean the same. Runs that are
// named count unless "use_deduplication" is false.
HistoryOptions read_history_options(ObjectReader& reader, SettingsContext& context);

}  // namespace mutation
