#include "progress/text_table.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "progress/display_width.h"

namespace mutation {
namespace {

constexpr int kBetweenColumns = 2;
constexpr int kNarrowest = 10;

}  // namespace

TextTable::TextTable(std::vector<TableColumn> columns) : columns_(std::move(columns)) {
  std::vector<std::string> titles;
  for (const TableColumn& column : columns_) titles.push_back(column.title);
  add_row(titles);
}

void TextTable::add_row(const std::vector<std::string>& cells) {
  MUTATION_CHECK(cells.size() == columns_.size());
  std::vector<std::string> row;
  for (const std::string& cell : cells) row.push_back(printable(cell));
  rows_.push_back(std::move(row));
}

std::vector<int> TextTable::widths(int most_columns) const {
  std::vector<int> widths(columns_.size(), 0);
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  const int gaps = kBetweenColumns * (static_cast<int>(columns_.size()) - 1);
  int too_much =
      most_columns > 0 ? std::accumulate(widths.begin(), widths.end(), gaps) - most_columns : 0;
  for (size_t i = 0; i < widths.size() && too_much > 0; ++i) {
    if (!columns_[i].may_shrink) continue;
    const int narrower = std::min(widths[i], std::max(kNarrowest, widths[i] - too_much));
    too_much -= widths[i] - narrower;
    widths[i] = narrower;
  }
  return widths;
}

std::vector<std::string> TextTable::lines(int most_columns) const {
  const std::vector<int> columns = widths(most_columns);
  std::vector<std::string> lines;
  for (const auto& row : rows_) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line += std::string(kBetweenColumns, ' ');
      const std::string cell = shortened_middle(row[i], columns[i]);
      line += columns_[i].align == Align::left ? padded_right(cell, columns[i])
                                               : padded_left(cell, columns[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace mutation
