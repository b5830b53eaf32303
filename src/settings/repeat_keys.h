// How often each configuration is run: the key "repeat" of the top level, of entries and of
// foregrounds.
#pragma once

#include <optional>

#include "model/settings.h"
#include "settings/object_reader.h"

namespace mutation {

// At most one of the two: a number of runs, or until an interval is narrow enough.
struct RepeatOptions {
  std::optional<int> runs;
  std::optional<RepeatUntil> until;
};

// Consumes "repeat". What is wrong is a problem, and then nothing is said.
RepeatOptions read_repeat(ObjectReader& reader);

}  // namespace mutation
