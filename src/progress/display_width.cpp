#include "progress/display_width.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"

namespace mutation {
namespace {

struct CodeRange {
  std::uint32_t first;
  std::uint32_t last;
};

// Unicode 15, EastAsianWidth.txt (W and F), the blocks that matter rounded to their edges.
constexpr std::array<CodeRange, 24> kWide = {{
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},
    {0x26A1, 0x26A1},   {0x2705, 0x2705},   {0x274C, 0x274C},   {0x2753, 0x2755},
    {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
}};

// Combining marks, zero-width characters, variation selectors.
constexpr std::array<CodeRange, 7> kZero = {{
    {0x0300, 0x036F},
    {0x0483, 0x0489},
    {0x1AB0, 0x1AFF},
    {0x200B, 0x200F},
    {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F},
}};

template <size_t N>
bool lies_in(const std::array<CodeRange, N>& ranges, std::uint32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [code](const CodeRange& range) {
    return code >= range.first && code <= range.last;
  });
}

int width_of(std::uint32_t code) {
  if (code < 0x300) return 1;
  if (lies_in(kZero, code)) return 0;
  return lies_in(kWide, code) ? 2 : 1;
}

// One character as bytes and as columns.
struct Character {
  std::string_view bytes;
  int width = 1;
};

size_t length_from_lead(unsigned char lead) {
  return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

std::uint32_t decode(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  if (bytes.size() == 1) return lead;
  std::uint32_t code = lead & (0xFFu >> (bytes.size() + 1));
  for (size_t i = 1; i < bytes.size(); ++i) {
    code = code << 6 | (static_cast<unsigned char>(bytes[i]) & 0x3Fu);
  }
  return code;
}

std::vector<Character> characters(std::string_view text) {
  std::vector<Character> found;
  while (!text.empty()) {
    const size_t length =
        std::min(length_from_lead(static_cast<unsigned char>(text[0])), text.size());
    const std::string_view bytes = text.substr(0, length);
    found.push_back({bytes, width_of(decode(bytes))});
    text.remove_prefix(length);
  }
  return found;
}

// Where the escape sequence that begins at `start` (an ESC) ends. [ECMA-48]
size_t end_of_escape(std::string_view text, size_t start) {
  size_t at = start + 1;
  if (at == text.size()) return at;
  const char kind = text[at++];
  if (kind == '[') {
    while (at < text.size() && (text[at] < 0x40 || text[at] > 0x7E)) ++at;
    return std::min(at + 1, text.size());
  }
  if (kind == ']') {  // an operating system command, up to BEL or ESC backslash
    while (at < text.size() && text[at] != '\a' && text[at] != '\x1b') ++at;
    if (at < text.size() && text[at] == '\x1b') ++at;
    return std::min(at + 1, text.size());
  }
  return at;
}

// U+0080..U+009F, the other control characters of ECMA-48, as UTF-8: C2 80..9F.
bool begins_c1_control(std::string_view text, size_t at) {
  return text[at] == '\xC2' && at + 1 < text.size() &&
         static_cast<unsigned char>(text[at + 1]) < 0xA0;
}

}  // namespace

std::string printable(std::string_view raw) {
  const std::string text = valid_utf8(raw);
  std::string clean;
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\x1b') {
      at = end_of_escape(text, at);
    } else if (begins_c1_control(text, at)) {
      at += 2;
    } else {
      if (c == '\n' || c == '\t') {
        clean += ' ';
      } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) {
        clean += c;
      }
      ++at;
    }
  }
  return clean;
}

std::vector<std::string> printable_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (std::string_view line : split(text, '\n')) {
    while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const size_t rewritten = line.rfind('\r');
    lines.push_back(printable(rewritten == line.npos ? line : line.substr(rewritten + 1)));
  }
  while (!lines.empty() && trimmed(lines.back()).empty()) lines.pop_back();
  return lines;
}

int display_width(std::string_view text) {
  int columns = 0;
  for (const Character& character : characters(text)) columns += character.width;
  return columns;
}

std::string truncated(std::string_view text, int columns) {
  if (display_width(text) <= columns) return std::string(text);
  std::string kept;
  int used = 1;  // the mark
  for (const Character& character : characters(text)) {
    used += character.width;
    if (used > columns) break;
    kept += character.bytes;
  }
  return columns < 1 ? "" : kept + "…";
}

std::string shortened_middle(std::string_view text, int columns) {
  if (display_width(text) <= columns) return std::string(text);
  if (columns < 1) return "";
  const int tail_columns = columns / 2;
  const std::vector<Character> all = characters(text);
  std::string tail;
  int used = 0;
  for (auto character = all.rbegin(); character != all.rend(); ++character) {
    used += character->width;
    if (used > tail_columns) break;
    tail.insert(0, character->bytes);
  }
  return truncated(text, columns - display_width(tail)) + tail;
}

std::string padded_right(std::string_view text, int columns) {
  return std::string(text) +
         std::string(static_cast<size_t>(std::max(0, columns - display_width(text))), ' ');
}

std::string padded_left(std::string_view text, int columns) {
  return std::string(static_cast<size_t>(std::max(0, columns - display_width(text))), ' ') +
         std::string(text);
}

}  // namespace mutation
