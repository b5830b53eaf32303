// The name of a run that no other run anywhere has and that sorts by time.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/clock.h"

namespace mutation {

// A version 7 UUID as text: 48 bits of milliseconds, 12 bits of their fraction (about 0.25 us a
// step), 62 random bits. Texts sort as their times do. [RFC 9562 sections 5.7 and 6.2, method 3]
std::string new_run_id(UtcTime now);

// The same with the random bits given; two of them are replaced by the variant.
std::string run_id_of(UtcTime now, const std::array<std::uint8_t, 8>& random);

}  // namespace mutation
