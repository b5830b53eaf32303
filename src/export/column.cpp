#include "export/column.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "base/text.h"
#include "record/csv.h"

namespace mutation {
namespace {

bool is_plain(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || c == ',' || c == '"' || c == '\r' || c == '\n') return false;
  }
  return true;
}

}  // namespace

void CsvLine::separate() {
  if (begun_) text_ += ',';
  begun_ = true;
}

void CsvLine::add(std::string_view text) {
  separate();
  if (is_plain(text)) {
    text_ += text;
  } else {
    text_ += csv_field(text);
  }
}

void CsvLine::add(bool truth) {
  add(truth ? "True" : "False");
}

void CsvLine::add(std::int64_t number) {
  separate();
  fmt::format_to(std::back_inserter(text_), "{}", number);
}

void CsvLine::add(double number) {
  separate();
  text_ += std::isfinite(number) ? shortest(number) : fmt::format("{}", number);
}

void CsvLine::add(const Value& value) {
  std::visit([this](const auto& it) { add(it); }, value);
}

void CsvLine::add(const Value* value) {
  if (value) {
    add(*value);
  } else {
    add_absent();
  }
}

std::string CsvLine::take(std::string_view line_end) {
  begun_ = false;
  text_ += line_end;
  return std::exchange(text_, {});
}

std::string head_of(const Table& table) {
  CsvLine line;
  for (const Column& column : table.columns) line.add(column.name);
  return line.take(table.line_end);
}

std::string line_of(const Table& table, const RecordedRun& run) {
  CsvLine line;
  for (const Column& column : table.columns) column.write(run, line);
  return line.take(table.line_end);
}

}  // namespace mutation
