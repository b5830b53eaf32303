// A table of texts with aligned columns, for the terminal and for commands that list things. Knows
// how wide texts are shown (CJK included) and nothing of what they mean.
#pragma once

#include <string>
#include <vector>

namespace mutation {

enum class Align { left, right };

struct TableColumn {
  std::string title;
  Align align = Align::left;
  bool may_shrink = false;  // cut in the middle when the table is wider than it may be
};

class TextTable {
 public:
  explicit TextTable(std::vector<TableColumn> columns);

  // Cells become printable (one line, no control characters). REQUIRES: one cell for each column.
  void add_row(const std::vector<std::string>& cells);

  // The line of titles, then one line a row, without spaces at their ends. `most_columns` is how
  // wide the terminal is (0: as wide as needed); only columns that may shrink give way, down to 10,
  // so that the table may still be wider.
  std::vector<std::string> lines(int most_columns = 0) const;

 private:
  std::vector<int> widths(int most_columns) const;

  std::vector<TableColumn> columns_;
  std::vector<std::vector<std::string>> rows_;  // the titles first
};

}  // namespace mutation
