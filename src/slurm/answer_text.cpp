#include "slurm/answer_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/check.h"
#include "base/text.h"

namespace mutation {
namespace {

constexpr std::string_view kBlanks = " \t\r";

// "CPUTot", "CPUs/Task", "Socks/Node", "NtasksPerN:B:S:C".
bool is_key(std::string_view word) {
  const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  const auto inner = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '/' || c == ':';
  };
  return !word.empty() && letter(word.front()) && std::ranges::all_of(word, inner);
}

// The parts of "a:b:c", at most three, as numbers; none when one is none.
std::optional<std::vector<std::uint32_t>> clock_parts(std::string_view text) {
  std::vector<std::uint32_t> parts;
  for (const std::string& part : split(text, ':')) {
    const std::optional<std::uint32_t> number = slurm_number(part);
    if (!number || parts.size() == 3) return {};
    parts.push_back(*number);
  }
  return parts;
}

}  // namespace

SlurmFields slurm_fields(std::string_view line) {
  SlurmFields fields;
  size_t value_begins = 0;
  for (size_t at = 0; (at = line.find_first_not_of(kBlanks, at)) != std::string_view::npos;) {
    const size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
    const std::string_view word = line.substr(at, end - at);
    const size_t equals = word.find('=');
    if (equals != std::string_view::npos && is_key(word.substr(0, equals))) {
      value_begins = at + equals + 1;
      fields.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    } else if (!fields.empty()) {
      fields.back().second = line.substr(value_begins, end - value_begins);
    }
    at = end;
  }
  return fields;
}

std::string_view slurm_value(const SlurmFields& fields, std::string_view key) {
  const auto found = std::ranges::find(fields, key, &SlurmFields::value_type::first);
  return found == fields.end() || says_nothing(found->second) ? std::string_view() : found->second;
}

bool says_nothing(std::string_view word) {
  constexpr std::array<std::string_view, 8> kNothing = {
      "", "(null)", "N/A", "n/a", "Unknown", "None", "NONE", "None assigned"};
  return std::ranges::find(kNothing, word) != kNothing.end();
}

std::optional<std::uint32_t> slurm_number(std::string_view text) {
  std::uint32_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  if (text.empty() || failure != std::errc() || stopped != end) return {};
  return number;
}

std::optional<Seconds> slurm_duration(std::string_view text) {
  const size_t dash = text.find('-');
  double days = 0;
  if (dash != std::string_view::npos) {
    const std::optional<std::uint32_t> number = slurm_number(text.substr(0, dash));
    if (!number) return {};
    days = *number;
  }
  const auto parts = clock_parts(dash == std::string_view::npos ? text : text.substr(dash + 1));
  if (!parts) return {};
  // What the first part is: hours after days, and where there are three; else minutes.
  double unit = dash != std::string_view::npos || parts->size() == 3 ? 3600 : 60;
  double seconds = days * 86400;
  for (const std::uint32_t part : *parts) {
    seconds += part * unit;
    unit /= 60;
  }
  return Seconds(seconds);
}

std::string slurm_duration_text(Seconds duration) {
  MUTATION_CHECK(duration.count() >= 0);
  const auto seconds = static_cast<std::uint64_t>(std::ceil(duration.count()));
  const std::uint64_t days = seconds / 86400;
  const std::string clock =
      fmt::format("{:02}:{:02}:{:02}", seconds % 86400 / 3600, seconds % 3600 / 60, seconds % 60);
  return days == 0 ? clock : fmt::format("{}-{}", days, clock);
}

std::optional<UtcTime> slurm_time(std::string_view text) {
  const std::optional<std::uint32_t> seconds = slurm_number(text);
  if (!seconds || *seconds == 0) return {};
  return UtcTime(std::chrono::seconds(*seconds));
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (!trimmed(line).empty()) lines.push_back(line);
    at = end + 1;
  }
  return lines;
}

}  // namespace mutation
