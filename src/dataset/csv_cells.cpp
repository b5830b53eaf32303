#include "dataset/csv_cells.h"

#include <charconv>
#include <cmath>
#include <cstdint>

#include "base/text.h"

namespace mutation {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

template <typename Number>
std::optional<Number> whole_text(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::string_view cell(const CsvFields& fields, std::size_t column) {
  std::string_view text = fields[column];
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view cell(const CsvFields& fields, ColumnIndex column) {
  return column ? cell(fields, *column) : std::string_view();
}

std::optional<double> number_in(std::string_view text) {
  const auto number = whole_text<double>(text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<int> count_in(std::string_view text) {
  const auto number = number_in(text);
  if (!number || *number != std::floor(*number) || std::abs(*number) > 1e9) return std::nullopt;
  return static_cast<int>(*number);
}

std::optional<bool> truth_in(std::string_view text) {
  if (text == "True" || text == "true" || text == "1" || text == "1.0") return true;
  if (text == "False" || text == "false" || text == "0" || text == "0.0") return false;
  return std::nullopt;
}

std::optional<Value> value_in(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (const auto whole = whole_text<std::int64_t>(text)) return *whole;
  if (const auto real = whole_text<double>(text)) {
    if (!std::isfinite(*real)) return std::nullopt;
    return *real;
  }
  if (text == "True" || text == "true") return true;
  if (text == "False" || text == "false") return false;
  return valid_utf8(text);
}

bool is_parallel_row(const CsvFields& fields, const CsvColumns& columns) {
  if (const std::string_view mode = cell(fields, columns.mode); !mode.empty())
    return mode == "parallel";
  if (const auto flag = truth_in(cell(fields, columns.is_parallel))) return *flag;
  return cell(fields, columns.experiment_id).ends_with("_parallel");
}

std::optional<bool> success_in(const CsvFields& fields, const CsvColumns& columns) {
  const std::string_view own = cell(fields, columns.own.success);
  return truth_in(own.empty() ? cell(fields, columns.foreground.success) : own);
}

Hyperparameters values_in(const CsvFields& fields, const std::vector<NamedColumn>& columns) {
  Hyperparameters values;
  for (const NamedColumn& column : columns) {
    if (auto value = value_in(cell(fields, column.index)))
      values.push_back({column.name, std::move(*value)});
  }
  return values;
}

Hyperparameters hyperparameters_in(const CsvFields& fields, const CsvColumns& columns) {
  Hyperparameters values = values_in(fields, columns.own.hyperparameters);
  for (NamedValue& more : values_in(fields, columns.foreground.hyperparameters)) {
    if (!find(values, more.name)) values.push_back(std::move(more));
  }
  return values;
}

}  // namespace mutation
