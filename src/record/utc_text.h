// UTC as text, read back.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace mutation {

// The time of "2025-11-12T09:30:00.123456Z", as iso_utc writes it; none for any other text, for a
// day or an hour that there is not, and before 1678 and after 2261.
std::optional<UtcTime> utc_of(std::string_view text);

}  // namespace mutation
