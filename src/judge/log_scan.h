// Walks patterns through a log of any bytes and any size, in bounded memory and bounded time. It
// knows nothing of what the patterns look for.
#pragma once

#include <functional>
#include <limits>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "judge/pattern.h"

namespace mutation {

// Offsets into the log.
using OnMatch = std::function<size_t(const PatternMatch&)>;

// Returned by OnMatch when it has seen enough.
inline constexpr size_t kStopScan = std::numeric_limits<size_t>::max();

struct LogSearch {
  const Pattern* pattern = nullptr;
  // Told each match from first to last, never overlapping; gives the offset where the search goes
  // on (what lies before the match's end counts as its end), or kStopScan.
  OnMatch on_match;
};

struct ScanLimits {
  // A match, with what it looks ahead at, is seen when it reaches at most this far beyond its first
  // byte; a lookbehind sees at most `context` bytes. Bounds what one starting point may cost.
  size_t longest_match = 1 << 20;
  size_t context = 4096;
  size_t window = 1 << 20;       // bytes of starting points taken together
  size_t starts_at_once = 4096;  // bytes of starting points between two looks at the clock
  // The time that one pattern may take: this, and what the log takes at this speed. PCRE2 does 50
  // to 2000 MB/s with ordinary patterns.
  Seconds patience{10};
  double slowest_bytes_per_second = 10e6;
  // Told after each window how many bytes of the log lie behind the search (empty: nobody).
  std::function<void(size_t)> searched_to;
};

// One status for each search, in their order: an error ("pattern gave up: …") when a pattern used
// up the matcher's limits or its time. Its matches so far have been told then, later ones have not.
// Bytes that are not UTF-8 each stand as one U+001A SUBSTITUTE. Linear in the log for patterns that
// are.
std::vector<Status> scan_log(const std::vector<LogSearch>& searches, std::string_view log,
                             const Clock& clock, const ScanLimits& limits = {});

}  // namespace mutation
