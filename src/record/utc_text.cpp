#include "record/utc_text.h"

#include <charconv>
#include <string_view>

namespace mutation {
namespace {

constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd.ddddddZ";  // d: a digit

// Nanoseconds in 64 bits reach from 1677 to 2262.
constexpr int kFirstYear = 1678;
constexpr int kLastYear = 2261;

bool has_form(std::string_view text) {
  if (text.size() != kForm.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kForm[i] == 'd' ? !digit : text[i] != kForm[i]) return false;
  }
  return true;
}

int number_at(std::string_view text, size_t from, size_t length) {
  int number = 0;
  std::from_chars(text.data() + from, text.data() + from + length, number);
  return number;
}

}  // namespace

std::optional<UtcTime> utc_of(std::string_view text) {
  if (!has_form(text)) return std::nullopt;
  const int year = number_at(text, 0, 4), hour = number_at(text, 11, 2),
            minute = number_at(text, 14, 2), second = number_at(text, 17, 2);
  const std::chrono::year_month_day day(
      std::chrono::year(year), std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
      std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2))));
  if (!day.ok() || year < kFirstYear || year > kLastYear) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return UtcTime(std::chrono::sys_days(day)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + std::chrono::seconds(second) +
         std::chrono::microseconds(number_at(text, 20, 6));
}

}  // namespace mutation
