#include "compare/lack_of_fit.h"

#include <map>

namespace mutation {

std::optional<TermTest> lack_of_fit(const Design& design, const std::vector<double>& response,
                                    const LeastSquares& fit) {
  std::map<std::string, std::size_t> numbers;
  Regression configurations{.response = response};
  for (const RecordedRun* run : design.runs) {
    const std::string key = background_of(*run) + '\x1f' + values_text(*run);
    const std::size_t next = numbers.size();
    configurations.groups.push_back(numbers.try_emplace(key, next).first->second);
  }
  const auto pure = fit_least_squares(configurations);
  if (!pure) return std::nullopt;
  return term_test(*pure, fit);
}

}  // namespace mutation
