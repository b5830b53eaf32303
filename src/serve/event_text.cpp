#include "serve/event_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.h"

namespace mutation {
namespace {

constexpr std::string_view kBegin = "{\"time\":\"";
constexpr std::string_view kName = ",\"event\":\"";

constexpr std::array<std::string_view, 6> kChanging = {
    "session_started", "run_started", "run_added", "run_ended", "run_judged_anew", "session_ended"};

// The number that is the whole of `text`.
std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::string_view event_name(std::string_view line) {
  line = line.substr(0, std::min(kEventNameWithin, line.find('\n')));
  if (!line.starts_with(kBegin)) return "";
  const std::size_t name = line.find(kName);
  if (name == std::string_view::npos) return "";
  line.remove_prefix(name + kName.size());
  const std::size_t end = line.find('"');
  return end == std::string_view::npos ? "" : line.substr(0, end);
}

bool changes_overview(std::string_view event) {
  return std::find(kChanging.begin(), kChanging.end(), event) != kChanging.end();
}

bool is_sendable(std::string_view line) {
  return line.size() >= 2 && line.front() == '{' && line.back() == '}' &&
         std::none_of(line.begin(), line.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

std::string to_text(const EventPlace& place) {
  return fmt::format("{}-{}", place.file, place.offset);
}

std::optional<EventPlace> event_place(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto file = number_of(text.substr(0, dash));
  const auto offset = number_of(text.substr(dash + 1));
  if (!file || !offset) return std::nullopt;
  return EventPlace{*file, *offset};
}

std::string sent_line(std::string_view line, const EventPlace& place) {
  MUTATION_CHECK(is_sendable(line));
  return fmt::format("id: {}\ndata: {}\n\n", to_text(place), line);
}

}  // namespace mutation
