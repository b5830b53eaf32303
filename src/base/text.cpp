#include "base/text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <ctime>

#include "base/check.h"

namespace mutation {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n\f\v";

std::tm local_time(std::time_t seconds) {
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return parts;
}

std::string iso(const std::tm& parts, UtcTime time) {
  const auto micros =
      std::chrono::floor<std::chrono::microseconds>(time.time_since_epoch()).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06d}", parts,
                     ((micros % 1000000) + 1000000) % 1000000);
}

std::time_t whole_seconds(UtcTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

// Damerau-Levenshtein distance, optimal string alignment variant.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

// The length of the well-formed UTF-8 sequence at the start of `text`, 0 if there is none (RFC
// 3629).
size_t sequence_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const size_t length = lead < 0x80   ? 1
                        : lead < 0xC2 ? 0
                        : lead < 0xE0 ? 2
                        : lead < 0xF0 ? 3
                        : lead < 0xF5 ? 4
                                      : 0;
  if (length == 0 || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool bad_second =
      length > 1 && ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F) ||
                     (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F));
  return bad_second ? 0 : length;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(kWhiteSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  size_t start = 0;
  for (size_t end = 0; (end = text.find(separator, start)) != std::string_view::npos;
       start = end + 1) {
    parts.emplace_back(text.substr(start, end - start));
  }
  parts.emplace_back(text.substr(start));
  return parts;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> found;
  for (size_t at = 0; (at = text.find_first_not_of(kWhiteSpace, at)) != std::string_view::npos;) {
    const size_t end = std::min(text.find_first_of(kWhiteSpace, at), text.size());
    found.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return found;
}

std::string joined(std::span<const std::string> parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string shortest(double value) {
  MUTATION_CHECK(std::isfinite(value));
  // Where Python's repr() writes digits out, and where it writes an exponent.
  const double size = std::abs(value);
  const bool written_out = value == 0 || (size >= 1e-4 && size < 1e16);
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value,
                    written_out ? std::chars_format::fixed : std::chars_format::scientific)
          .ptr;
  std::string text(buffer, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string shell_quoted(std::string_view word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos)
    return std::string(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string shell_quoted(std::span<const std::string> argv) {
  std::vector<std::string> quoted;
  for (const std::string& word : argv) quoted.push_back(shell_quoted(word));
  return joined(quoted, " ");
}

std::optional<std::string> did_you_mean(std::string_view typed,
                                        std::span<const std::string> known) {
  std::optional<std::string> best;
  size_t best_distance = std::max<size_t>(1, (typed.size() + 2) / 3) + 1;
  for (const std::string& candidate : known) {
    // At least so many letters must come or go.
    const size_t longer = std::max(typed.size(), candidate.size());
    if (longer - std::min(typed.size(), candidate.size()) >= best_distance) continue;
    const size_t distance = edit_distance(typed, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string iso_utc(UtcTime time) {
  return iso(fmt::gmtime(whole_seconds(time)), time) + "Z";
}
std::string iso_local(UtcTime time) {
  return iso(local_time(whole_seconds(time)), time);
}
std::string compact_local(UtcTime time) {
  return fmt::format("{:%Y%m%d_%H%M%S}", local_time(whole_seconds(time)));
}

std::string human_duration(Seconds duration) {
  const auto total = static_cast<long long>(std::llround(std::max(0.0, duration.count())));
  if (total < 60) return fmt::format("{}s", total);
  if (total < 3600) return fmt::format("{}m {:02d}s", total / 60, total % 60);
  if (total < 86400) return fmt::format("{}h {:02d}m", total / 3600, total % 3600 / 60);
  return fmt::format("{}d {:02d}h", total / 86400, total % 86400 / 3600);
}

size_t utf8_sequence_length(std::string_view text) {
  return sequence_length(text);
}

namespace {

// How many bytes at the beginning are ASCII, whole words of them at a time. Nearly all text is, and
// there are megabytes of it.
size_t plain_length(std::string_view bytes) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  size_t length = 0;
  std::uint64_t word = 0;
  for (; length + sizeof word <= bytes.size(); length += sizeof word) {
    std::memcpy(&word, bytes.data() + length, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  return length;
}

}  // namespace

std::string valid_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const size_t plain = plain_length(bytes);
    text += bytes.substr(0, plain);
    bytes.remove_prefix(plain);
    if (bytes.empty()) break;
    const size_t length = sequence_length(bytes);
    if (length == 0) {
      text += "\xEF\xBF\xBD";
      bytes.remove_prefix(1);
    } else {
      text += bytes.substr(0, length);
      bytes.remove_prefix(length);
    }
  }
  return text;
}

}  // namespace mutation
