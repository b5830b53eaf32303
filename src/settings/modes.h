// The names of modes in settings files, and what an entry or a foreground is without one.
#pragma once

#include <optional>
#include <string>

#include "model/settings.h"
#include "settings/object_reader.h"

namespace mutation {

struct SettingsContext;

struct ModeReading {
  bool given = false;              // one of its keys is there
  std::optional<Mode> mode;        // nothing: not given, by shape, or wrong and reported
  bool by_shape = false;           // "batch", "mixed": each entry is what it looks like
  bool sequential = false;         // "nonparallel": mutation, or default where nothing is mutated
  std::optional<Mode> foreground;  // parallel said together with another mode: the foreground's
};

// Consumes "mode", "mutation_type" and "experiment_type".
ModeReading read_mode(ObjectReader& reader, SettingsContext& context);

struct EntryMode {
  Mode mode = Mode::mutation;
  std::string word;                // as the user knows it: "nonparallel" is mutation or default
  std::optional<Mode> foreground;  // what the entry says of it
};

// The mode of an entry, from what it says itself, the top level's mode and its keys.
EntryMode entry_mode(const ObjectReader& entry, const ModeReading& own, const ModeReading& top,
                     SettingsContext& context);

// The mode of a foreground; `from_entry`: what the entry says of it.
Mode foreground_mode(ObjectReader& block, std::optional<Mode> from_entry, SettingsContext& context);

}  // namespace mutation
