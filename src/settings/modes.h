// The names of modes in settings files: the one table of them.
#pragma once

#include <optional>

#include "model/settings.h"
#include "settings/object_reader.h"

namespace mutation {

struct ModeReading {
  bool given = false;        // the key "mode" is there
  std::optional<Mode> mode;  // nothing: not given, or unknown and reported
};

// Consumes "mode".
ModeReading read_mode(ObjectReader& reader);

}  // namespace mutation
