#include "judge/log_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "base/text.h"

namespace mutation {
namespace {

constexpr char kSubstitute = '\x1A';

bool is_continuation(char c) {
  return (c & 0xC0) == 0x80;
}

// The first byte at or after `at` that is no plain ASCII.
size_t skip_ascii(std::string_view text, size_t at) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::uint64_t word = 0;
  while (at + sizeof word <= text.size()) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & kHighBits) != 0) break;
    at += sizeof word;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

// A stretch of the log that may be matched: valid UTF-8, copied only where it has to be mended.
// Mending keeps every offset.
class Window {
 public:
  // Starting points are [begin, body_end); lookbehinds see from before, matches reach beyond.
  Window(std::string_view log, size_t begin, const ScanLimits& limits)
      : base_(begin - std::min(begin, limits.context)),
        body_end_(character_boundary(log, begin + limits.window)),
        is_last_(body_end_ + limits.longest_match >= log.size()) {
    const size_t end =
        is_last_ ? log.size() : character_boundary(log, body_end_ + limits.longest_match);
    text_ = log.substr(base_, end - base_);
    mend();
  }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  size_t body_end() const { return body_end_; }

  // As Pattern::find, with offsets of the log.
  Result<std::optional<PatternMatch>> find(const Pattern& pattern, size_t from, size_t last_start,
                                           bool not_empty_at_start) const {
    auto found = pattern.find({.text = text_,
                               .from = from - base_,
                               .last_start = last_start - base_,
                               .ends_here = is_last_,
                               .not_empty_at_start = not_empty_at_start});
    if (!found || !*found) return found;
    PatternMatch match = **found;
    match.begin += base_;
    match.end += base_;
    if (match.group) match.group = {match.group->begin + base_, match.group->end + base_};
    return std::optional(match);
  }

  // The first place at or after `at` that is no part of \r\n: a search that ends or begins within
  // one would see a line start between the two.
  size_t behind_line_end(size_t at) const {
    const auto byte = [&](size_t i) { return i < base_ + text_.size() ? text_[i - base_] : '\0'; };
    while ((byte(at) == '\r' && byte(at + 1) == '\n') ||
           (byte(at) == '\n' && at > base_ && byte(at - 1) == '\r')) {
      ++at;
    }
    return at;
  }

  // The start of the first character at or after `at`, or the end of the window.
  size_t next_character(size_t at) const {
    while (at - base_ < text_.size() && is_continuation(text_[at - base_])) ++at;
    return at;
  }

 private:
  static size_t character_boundary(std::string_view log, size_t at) {
    for (int i = 0; i < 3 && at < log.size() && is_continuation(log[at]); ++i) ++at;
    return std::min(at, log.size());
  }

  void mend() {
    for (size_t at = skip_ascii(text_, 0); at < text_.size(); at = skip_ascii(text_, at)) {
      const size_t length = utf8_sequence_length(text_.substr(at));
      if (length == 0) {
        if (mended_.empty()) {
          mended_ = text_;
          text_ = mended_;
        }
        mended_[at] = kSubstitute;
      }
      at += std::max<size_t>(length, 1);
    }
  }

  size_t base_;
  size_t body_end_;
  bool is_last_;
  std::string mended_;  // empty while `text_` is the log itself
  std::string_view text_;
};

// One pattern on its way through the log.
class Walk {
 public:
  Walk(const LogSearch& search, size_t log_size, const Clock& clock, const ScanLimits& limits)
      : search_(search),
        clock_(clock),
        limits_(limits),
        patience_(limits.patience +
                  Seconds(static_cast<double>(log_size) / limits.slowest_bytes_per_second)) {}

  bool done() const { return !status_ || next_ == kStopScan; }
  const Status& status() const { return status_; }

  void through(const Window& window, bool is_last) {
    Instant before = clock_.now();
    next_ = next_ < window.body_end() ? window.next_character(next_) : next_;
    // An empty match may stand at the very end of the log.
    while (!done() && (next_ < window.body_end() || (is_last && next_ == window.body_end()))) {
      step(window);
      const Instant now = clock_.now();
      spent_ += elapsed(before, now);
      before = now;
      if (status_ && spent_ > patience_) status_ = too_slow();
    }
  }

 private:
  void step(const Window& window) {
    const size_t last_start =
        window.behind_line_end(std::min(next_ + limits_.starts_at_once, window.body_end()));
    const auto found = window.find(*search_.pattern, next_, last_start, not_empty_);
    if (!found) {
      status_ = found.error();
    } else if (*found) {
      const PatternMatch& match = **found;
      const size_t wanted = search_.on_match(match);
      not_empty_ = match.begin == match.end && wanted <= match.end;
      next_ = wanted == kStopScan ? kStopScan : std::max(wanted, match.end);
    } else {
      not_empty_ = false;
      next_ = window.next_character(last_start + 1);
    }
  }

  Error too_slow() const {
    return {
        fmt::format("pattern gave up: it took more than {:.0f} s on this log", patience_.count()),
        ""};
  }

  const LogSearch& search_;
  const Clock& clock_;
  const ScanLimits& limits_;
  Seconds patience_;
  Seconds spent_{0};
  size_t next_ = 0;  // offset in the log
  bool not_empty_ = false;
  Status status_;
};

}  // namespace

std::vector<Status> scan_log(const std::vector<LogSearch>& searches, std::string_view log,
                             const Clock& clock, const ScanLimits& limits) {
  std::vector<Walk> walks;
  walks.reserve(searches.size());
  for (const LogSearch& search : searches) walks.emplace_back(search, log.size(), clock, limits);

  size_t begin = 0;
  bool is_last = false;
  while (!is_last && !std::ranges::all_of(walks, &Walk::done)) {
    const Window window(log, begin, limits);
    is_last = window.body_end() == log.size();
    for (Walk& walk : walks) walk.through(window, is_last);
    begin = window.body_end();
    if (limits.searched_to) limits.searched_to(begin);
  }

  std::vector<Status> statuses;
  for (const Walk& walk : walks) statuses.push_back(walk.status());
  return statuses;
}

}  // namespace mutation
