// UTC as text, read back.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"

namespace mutation {

// The time of "2025-11-12T09:30:00.123456Z", as iso_utc writes it; none for any other text.
std::optional<UtcTime> utc_of(const std::string& text);

}  // namespace mutation
