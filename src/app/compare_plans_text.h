// `mutation plan --compare`: a comparison of two readings in words, and as JSON.
#pragma once

#include <string>
#include <vector>

#include "plan/compare_plans.h"

namespace mutation {

struct ComparisonToShow {
  std::string name;  // of the experiment
  PlanComparison comparison;
  std::vector<std::string> own_notes;
  std::vector<std::string> reference_notes;
  std::vector<std::string> refused;  // why this program refuses the file; empty: it does not
};

std::string comparison_text(const ComparisonToShow& shown);
std::string comparison_json(const ComparisonToShow& shown);

}  // namespace mutation
