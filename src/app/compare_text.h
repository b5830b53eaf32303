// A comparison of two groups of runs in words, and as JSON. Pure.
#pragma once

#include <string>
#include <vector>

#include "compare/comparison.h"
#include "export/selection.h"
#include "record/json.h"

namespace mutation {

struct SideToShow {
  std::string text;  // as named
  std::size_t runs = 0;
  std::vector<LeftOut> left_out;
};

struct RunsCompared {
  SideToShow a;
  SideToShow b;
  std::vector<Comparison> comparisons;
  std::vector<std::string> notes;
};

std::vector<std::string> compared_lines(const RunsCompared& shown);
Json compared_json(const RunsCompared& shown);

}  // namespace mutation
