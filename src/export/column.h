// A table of recorded runs is a list of columns, each of which knows its unit, what it means and
// how to write itself for a run. What is absent is an empty field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "model/recorded_run.h"

namespace mutation {

// One record of a CSV file, field by field: truth is True or False and numbers read back as exactly
// the same, as Python writes them.
class CsvLine {
 public:
  void add(std::string_view text);
  void add(const char* text) { add(std::string_view(text)); }
  void add(const std::string& text) { add(std::string_view(text)); }
  void add(bool truth);
  void add(std::int64_t number);
  void add(int number) { add(static_cast<std::int64_t>(number)); }
  void add(std::size_t number) { add(static_cast<std::int64_t>(number)); }
  void add(double number);
  void add(const Value& value);
  void add(const Value* value);  // none: absent
  void add(Seconds time) { add(time.count()); }
  void add(Celsius temperature) { add(temperature.value); }
  template <typename T>
  void add(const std::optional<T>& value) {
    if (value) {
      add(*value);
    } else {
      add(std::string_view());
    }
  }
  void add_absent() { add(std::string_view()); }

  // The record with its line end; it is empty afterwards.
  std::string take(std::string_view line_end);

 private:
  void separate();

  std::string text_;
  bool begun_ = false;
};

struct Column {
  std::string name;
  std::string unit;     // "J", "s", …; "" for none
  std::string meaning;  // for people
  std::string better;   // of a metric: "higher", "lower"; "" where nobody says
  std::function<void(const RecordedRun&, CsvLine&)> write;
};

struct Table {
  std::vector<Column> columns;
  std::string_view line_end = "\n";
};

std::string head_of(const Table& table);
std::string line_of(const Table& table, const RecordedRun& run);

}  // namespace mutation
