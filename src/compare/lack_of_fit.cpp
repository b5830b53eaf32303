#include "compare/lack_of_fit.h"

#include <fmt/format.h>

#include <map>

namespace mutation {
namespace {

constexpr std::size_t kMostConfigurations = 60;  // as columns, beside blocks or sessions
constexpr double kDoubtfulFit = 0.01;            // p of the lack of fit

// Each configuration with a level of its own.
std::optional<LeastSquares> fit_configurations(const Design& design,
                                               const std::vector<double>& response) {
  std::map<std::string, std::size_t> numbers;
  std::vector<std::size_t> configurations;
  for (const RecordedRun* run : design.runs) {
    const std::size_t next = numbers.size();
    configurations.push_back(numbers.try_emplace(repeated_text(*run), next).first->second);
  }
  Regression regression{.response = response};
  if (design.groups.empty()) {
    regression.groups = configurations;
    return fit_least_squares(regression);
  }
  if (numbers.size() > kMostConfigurations) return std::nullopt;
  regression.groups = design.groups;
  for (const auto& [key, number] : numbers) {
    Regressor column{.name = std::to_string(number)};
    for (const std::size_t one : configurations) column.values.push_back(one == number ? 1 : 0);
    regression.regressors.push_back(std::move(column));
  }
  return fit_least_squares(regression);
}

}  // namespace

std::optional<TermTest> allow_for_lack_of_fit(const Design& design,
                                              const std::vector<double>& response,
                                              LeastSquares& fit) {
  const auto pure = fit_configurations(design, response);
  if (!pure) return std::nullopt;
  const auto lack = term_test(*pure, fit);
  if (!lack || lack->p >= kDoubtfulFit) return std::nullopt;
  judge_by(lack->mean_square, lack->degrees, fit);
  return lack;
}

std::string lack_text(const TermTest& lack) {
  return fmt::format(
      "the configurations do not lie on the fitted line (lack of fit, p {}): p and intervals are "
      "of "
      "their scatter around it, with {} degree{} of freedom",
      lack.p < 0.0001 ? "< 0.0001" : fmt::format("= {:.2g}", lack.p), lack.degrees,
      lack.degrees == 1 ? "" : "s");
}

}  // namespace mutation
