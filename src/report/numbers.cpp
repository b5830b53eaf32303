#include "report/numbers.h"

#include <charconv>
#include <cmath>

namespace mutation {

Json significant(double value, int digits) {
  if (!std::isfinite(value)) return {};
  char text[40];
  const auto end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, digits - 1);
  double rounded = value;
  std::from_chars(text, end.ptr, rounded);
  if (std::abs(rounded) < 1e15 && rounded == std::floor(rounded))
    return static_cast<std::int64_t>(rounded);
  return rounded;
}

Json significant(const std::optional<double>& value, int digits) {
  return value ? significant(*value, digits) : Json();
}

Json with_decimals(double value, int decimals) {
  if (!std::isfinite(value)) return {};
  const double scale = std::pow(10, decimals);
  const double scaled = std::round(value * scale);
  if (std::abs(scaled) > 1e15) return value;
  const double rounded = scaled / scale;
  if (rounded == std::floor(rounded)) return static_cast<std::int64_t>(rounded);
  return rounded;
}

Json unix_seconds(UtcTime time) {
  if (time == UtcTime{}) return {};
  return with_decimals(std::chrono::duration<double>(time.time_since_epoch()).count(), 3);
}

Json unix_seconds(const std::optional<UtcTime>& time) {
  return time ? unix_seconds(*time) : Json();
}

void round_all(Json& json, int digits) {
  if (json.is_number_float()) {
    json = significant(json.get<double>(), digits);
  } else if (json.is_structured()) {
    for (Json& element : json) round_all(element, digits);
  }
}

}  // namespace mutation
