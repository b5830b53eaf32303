// One element of `experiments`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "settings/modes.h"
#include "settings/training_reader.h"

namespace mutation {

inline constexpr int kMostRuns = 1'000'000;  // of an entry
inline constexpr int kMostRetries = 100;

// The entry, or nothing: it has problems, or it is left out with a note. `top_mode` is the top
// level's; `index` its position in the file, from 0.
std::optional<Entry> read_entry(const JsonPlace& place, int index, const ModeReading& top_mode,
                                SettingsContext& context);

// An array of GPUs: indices in PCI order or UUIDs, as texts. Empty: the key is not there.
std::vector<std::string> read_devices(ObjectReader& reader);

}  // namespace mutation
