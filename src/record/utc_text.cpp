#include "record/utc_text.h"

#include <stdio.h>
#include <time.h>

namespace mutation {

std::optional<UtcTime> utc_of(const std::string& text) {
  std::tm parts{};
  long micros = 0;
  int used = 0;
  const int fields =
      sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%6ldZ%n", &parts.tm_year, &parts.tm_mon,
             &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &micros, &used);
  if (fields != 7 || static_cast<size_t>(used) != text.size()) return std::nullopt;
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  return UtcTime(std::chrono::seconds(timegm(&parts)) + std::chrono::microseconds(micros));
}

}  // namespace mutation
