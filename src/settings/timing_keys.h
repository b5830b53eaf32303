// The waits and bounds of a settings file: names, fields and limits in one table. The same names
// serve the top level, entries and (with dashes) the command line.
//
// The two maxima, `background_ready_max_seconds` and `cooling_max_seconds`, count from the start of
// their phase and never shorten its minimum: with a maximum below the minimum the minimum is waited
// and no evidence is waited for beyond it. That is a sensible wish ("exactly 60 s, whatever the
// sensors say"), so it is no error.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "model/settings.h"
#include "settings/object_reader.h"

namespace mutation {

struct TimingKey {
  std::string_view name;  // "cooling_seconds"
  std::optional<Seconds> TimingOptions::*field;
  double least = 0;  // seconds; fractions are allowed
};

inline constexpr double kLongestTiming = 10 * 24 * 3600.0;  // seconds: ten days

std::span<const TimingKey> timing_keys();

// Consumes all of them.
TimingOptions read_timings(ObjectReader& reader);

}  // namespace mutation
