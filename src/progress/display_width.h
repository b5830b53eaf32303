// How text from anywhere takes room on a terminal: sanitised, measured in columns, cut and padded.
// Rough where Unicode leaves it to the terminal (joined emoji count as their parts). Knows no
// colours and no layout.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mutation {

// One line that cannot move the cursor or colour anything: invalid UTF-8 replaced, escape sequences
// and control characters removed, line ends and tabs turned into spaces.
std::string printable(std::string_view text);
// The lines of a text, each printable. Of a line rewritten with carriage returns (a progress bar)
// what a terminal would show last. Empty lines at the end are dropped.
std::vector<std::string> printable_lines(std::string_view text);

// Columns that a printable text takes: 2 for CJK and emoji, 0 for combining marks, else 1.
int display_width(std::string_view text);

// At most `columns` wide; what was cut at the end is marked with "…".
std::string truncated(std::string_view text, int columns);
// The same, cut in the middle, for names whose end tells them apart.
std::string shortened_middle(std::string_view text, int columns);

// Filled with spaces up to `columns`; unchanged when it is wider.
std::string padded_right(std::string_view text, int columns);
std::string padded_left(std::string_view text, int columns);

}  // namespace mutation
