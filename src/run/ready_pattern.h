// Whether a background's log has shown its ready_pattern. Looked for from its start on, since a log
// that grows fast, or a life that ends, takes the line out of sight; what was seen once stays so.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/units.h"

namespace mutation {

// How often the log is looked at, and how much of its end is searched each time.
inline constexpr Seconds kReadyLookEvery{1};
inline constexpr size_t kReadyLogBytes = size_t{1} << 20;

class ReadyPattern {
 public:
  // A Python regular expression; "": there is none, and it is never seen.
  explicit ReadyPattern(std::string pattern) : pattern_(std::move(pattern)) {}

  bool is_given() const { return !pattern_.empty(); }
  // Looks where it is time to; `log` is the current life's, "" before the first.
  bool seen(const Instant& now, const std::string& log);

 private:
  std::string pattern_;
  std::string log_;  // looked at last
  std::optional<Instant> looked_;
  bool seen_ = false;
};

}  // namespace mutation
