// The lines of a log that patterns are found in, for people. Knows lines, and what a Python
// traceback looks like; what the patterns mean is for others to know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "judge/judge.h"
#include "judge/pattern.h"

namespace mutation {

struct LineSearch {
  const Pattern* pattern = nullptr;
  // Its first group takes part in a match only where that is the header of a traceback: the line
  // shown is then the exception's.
  bool tells_tracebacks = false;
};

struct LogLine {
  size_t begin = 0;  // offset in the log
  std::string text;  // trimmed, valid UTF-8, at most kLongestLogLine bytes
};

struct LinesFound {
  Status status;               // an error: the pattern gave up; the lines are those before
  bool found = false;          // whether it matched at all
  std::vector<LogLine> lines;  // the last ones, one of several equal ones in a row
};

// One for each search, in their order.
std::vector<LinesFound> find_lines(const std::vector<LineSearch>& searches, std::string_view log,
                                   size_t most, const SearchedTo& searched_to);

// The last ones of all searches in the log's order, each line once.
std::vector<std::string> last_of(const std::vector<LinesFound>& found, size_t most);

}  // namespace mutation
