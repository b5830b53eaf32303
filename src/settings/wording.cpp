#include "settings/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/text.h"

namespace mutation {
namespace {

constexpr size_t kLongestShown = 60;  // bytes of a user's text in a message
constexpr size_t kLongestTypo = 64;   // longer words are no misspelling of a known one
constexpr size_t kShortestBeginning = 4;
constexpr size_t kLongestList = 12;  // known names listed in a suggestion

bool is_plain_key(std::string_view key) {
  const auto plain = [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; };
  return !key.empty() && key.size() <= kLongestShown && std::ranges::all_of(key, plain);
}

// Cut before the UTF-8 sequence that would not fit.
std::string_view shortened(std::string_view text) {
  size_t end = kLongestShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

// Nearest by spelling, or the same but for upper and lower case, or its beginning ("mutate" for
// "mutate_params").
std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> known) {
  for (const std::string& candidate : known) {
    if (lower_case(candidate) == lower_case(typed)) return candidate;
  }
  if (auto meant = did_you_mean(typed, known)) return meant;
  for (const std::string& candidate : known) {
    if (candidate.size() >= kShortestBeginning && typed.starts_with(candidate)) return candidate;
  }
  return std::nullopt;
}

}  // namespace

std::string in_quotes(std::string_view text) {
  const bool cut = text.size() > kLongestShown;
  std::string shown = "\"";
  for (const char c : cut ? shortened(text) : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      shown += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      shown += fmt::format("\\u{:04x}", byte);
    } else if (c == '"' || c == '\\') {
      shown += '\\';
      shown += c;
    } else {
      shown += c;
    }
  }
  return shown + (cut ? "…\"" : "\"");
}

std::string description(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return node.boolean ? "true" : "false";
    case JsonKind::integer:
      return fmt::format("the number {}", node.integer);
    case JsonKind::real:
      return fmt::format("the number {}", shortest(node.real));
    case JsonKind::text:
      return "the text " + in_quotes(node.text);
    case JsonKind::array:
      return node.children.empty() ? "an empty array" : "an array";
    case JsonKind::object:
      return node.children.empty() ? "an empty object" : "an object";
    case JsonKind::unusable:
      return "unusable";
  }
  return "?";
}

std::string member_path(std::string_view path, std::string_view key) {
  if (!is_plain_key(key)) return fmt::format("{}[{}]", path, in_quotes(key));
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

std::string item_path(std::string_view path, size_t index) {
  return fmt::format("{}[{}]", path, index);
}

std::string suggestion_for(std::string_view typed, std::span<const std::string> known) {
  if (typed.size() > kLongestTypo) return "";
  const auto meant = nearest(typed, known);
  return meant ? fmt::format("did you mean {}?", in_quotes(*meant)) : "";
}

std::string suggestion_or_list(std::string_view typed, std::span<const std::string> known) {
  std::string near = suggestion_for(typed, known);
  if (!near.empty() || known.empty()) return near;
  const auto listed = known.first(std::min(known.size(), kLongestList));
  return "known: " + joined(listed, ", ") + (listed.size() < known.size() ? ", …" : "");
}

}  // namespace mutation
