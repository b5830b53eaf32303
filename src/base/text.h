// Small text functions without policy.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace mutation {

std::string_view trimmed(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
// The words between runs of white space; none for blank text.
std::vector<std::string> words(std::string_view text);
std::string joined(std::span<const std::string> parts, std::string_view separator);

// The shortest decimal form that reads back as exactly this double, written as Python's repr() does
// ("0.1", "0.0001", "1e-05", "2.0"). REQUIRES: finite.
std::string shortest(double value);

// One word of POSIX sh that stands for exactly this text.
std::string shell_quoted(std::string_view word);
// A command line that POSIX sh reads back as exactly these words.
std::string shell_quoted(std::span<const std::string> argv);

// The candidate that `typed` was probably meant to be: the nearest by edit distance
// (Damerau-Levenshtein, adjacent transposition counts one), none when more than a third of the
// letters differ.
std::optional<std::string> did_you_mean(std::string_view typed, std::span<const std::string> known);

// "2025-11-12T09:30:00.123456Z"
std::string iso_utc(UtcTime time);
// "2025-11-12T09:30:00.123456" in the machine's time zone, as the Python tool wrote it.
std::string iso_local(UtcTime time);
// "20251112_093000" in the machine's time zone.
std::string compact_local(UtcTime time);
// "45s", "3m 05s", "2h 07m", "3d 04h".
std::string human_duration(Seconds duration);

// The length of the well-formed UTF-8 sequence at the start of `text`, 0 if there is none (RFC
// 3629). REQUIRES: not empty.
size_t utf8_sequence_length(std::string_view text);

// Invalid UTF-8 sequences replaced by U+FFFD, so that it may stand in JSON.
std::string valid_utf8(std::string_view bytes);

}  // namespace mutation
