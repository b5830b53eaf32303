// Numbers as the page is given them: absent is null, and no more digits than a figure has.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "base/clock.h"
#include "base/units.h"
#include "record/json.h"

namespace mutation {

// To so many significant digits. What is no number is absent.
Json significant(double value, int digits = 7);
Json significant(const std::optional<double>& value, int digits = 7);
// To so many decimals, without any where it is whole.
Json with_decimals(double value, int decimals);

// Unix seconds to the millisecond; null for a time that is not set.
Json unix_seconds(UtcTime time);
Json unix_seconds(const std::optional<UtcTime>& time);

template <typename Unit>
Json significant(const std::optional<Amount<Unit>>& amount, int digits = 7) {
  return amount ? significant(amount->value, digits) : Json();
}
inline Json significant(const std::optional<Seconds>& time, int digits = 7) {
  return time ? significant(time->count(), digits) : Json();
}

// Every number with a fraction in it to so many significant digits.
void round_all(Json& json, int digits);

}  // namespace mutation
