// What patterns find in a log, for who writes them: where, how often, and which lines come near.
// Judges nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"

namespace mutation {

struct NumberedLine {
  size_t number = 0;  // from 1; \n ends a line
  std::string text;   // trimmed, valid UTF-8, at most kLongestLogLine bytes
};

struct MetricFinding {
  std::string name;
  size_t matches = 0;
  std::optional<double> value;       // as extract_metrics() has it
  std::optional<NumberedLine> line;  // of the last match
  // Without a match: the last lines that have the metric's name in them, and a number.
  std::vector<NumberedLine> near;
  std::string problem;  // why the search gave up; ""
};

struct PatternFinding {
  std::string pattern;
  size_t matches = 0;
  std::optional<NumberedLine> line;  // of the last match
  std::string problem;
};

// One for each, in their order.
std::vector<MetricFinding> try_metrics(const std::vector<MetricSpec>& metrics,
                                       std::string_view log);
std::vector<PatternFinding> try_patterns(const std::vector<std::string>& patterns,
                                         std::string_view log);

// What speaks against a metric's value by its name alone: one that is a share by its name
// (accuracy, precision, …) lies from 0 to 100, whether it is a fraction or a percentage. "" for
// nothing.
std::string implausible_scale(const std::string& name, double value);

}  // namespace mutation
