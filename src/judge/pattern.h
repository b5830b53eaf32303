// A compiled Python regular expression (str, IGNORECASE) on PCRE2. It matches within one bounded
// piece of valid UTF-8; walking through a log is log_scan's. The only files that know PCRE2.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mutation {

// Byte offsets into the subject; `group` is the first capturing group, or the whole match where the
// pattern has none; absent when the group took no part in the match.
struct PatternMatch {
  size_t begin = 0;
  size_t end = 0;
  struct Span {
    size_t begin = 0;
    size_t end = 0;
  };
  std::optional<Span> group;
};

// Where in a subject to look. REQUIRES: `text` is valid UTF-8, `from` and `last_start` lie within
// it at the start of a character (or at its end).
struct PatternSearch {
  std::string_view text;
  size_t from = 0;                  // lookbehinds may see what stands before
  size_t last_start = 0;            // a match starts here at the latest
  bool ends_here = true;            // false: '$' does not match at the end of `text`
  bool not_empty_at_start = false;  // an empty match at `from` does not count
};

// Movable; not to be used by two threads at a time.
class Pattern {
 public:
  // As Python's re.compile(pattern, re.IGNORECASE) for str: Unicode classes, \r\n, \r and \n all
  // end a line (Python's text files turn them into \n). The error names the reason and the
  // character.
  static Result<Pattern> compile(std::string_view python);

  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  // The first match in the stretch, absent if there is none. An error ("pattern gave up: …") when
  // the match limit, the heap limit or the matcher's stack is used up: a pattern that backtracks
  // without bound ends here, in about a tenth of a second, instead of hanging.
  Result<std::optional<PatternMatch>> find(const PatternSearch& search) const;

 private:
  struct Compiled;
  explicit Pattern(std::unique_ptr<Compiled> compiled);

  std::unique_ptr<Compiled> compiled_;
};

}  // namespace mutation
