// Least squares against R's lm on the same data, of several seeds.
#include <gtest/gtest.h>

#include "r_session.h"
#include "stats/least_squares.h"

namespace mutation {
namespace {

// Energy by learning rate (log), batch size and mode, with an interaction and a factor of three.
Regression regression_of(int seed, bool interaction) {
  std::mt19937_64 generator(static_cast<std::uint64_t>(seed));
  constexpr int kCount = 40;
  const auto rate = normal_values(generator, kCount, -3, 1);
  const auto batch = normal_values(generator, kCount, 64, 20);
  const auto noise = normal_values(generator, kCount, 0, 0.02);
  Regression regression{.regressors = {{"rate", rate}, {"batch", batch}, {"mode", {}}}};
  for (std::size_t i = 0; i < kCount; ++i) {
    const double mode = i % 2 == 0 ? 1 : 0;
    regression.regressors[2].values.push_back(mode);
    regression.response.push_back(7 + 0.05 * rate[i] - 0.001 * batch[i] + 0.2 * mode +
                                  0.03 * mode * rate[i] + noise[i]);
    regression.groups.push_back(i % 3);
  }
  if (!interaction) return regression;
  Regressor product{"rate:mode", {}};
  for (std::size_t i = 0; i < kCount; ++i)
    product.values.push_back(rate[i] * regression.regressors[2].values[i]);
  regression.regressors.push_back(product);
  return regression;
}

std::vector<double> numbers_of(const LeastSquares& fit, std::size_t i) {
  const Coefficient& one = fit.coefficients.at(i);
  return {one.interval.value, one.interval.low, one.interval.high,
          one.standard_error, one.t.value(),    one.p.value()};
}

TEST(AgainstR, LeastSquaresWithInteraction) {
  RSession r;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const Regression full = regression_of(seed, true);
    r.give("y", full.response);
    for (int i = 0; i < 3; ++i)
      r.give(std::vector<std::string>{"rate", "batch", "mode"}[static_cast<std::size_t>(i)],
             full.regressors[static_cast<std::size_t>(i)].values);
    r.run("group <- factor((seq_along(y) - 1) %% 3)");
    r.run("m <- lm(y ~ rate + batch + mode + rate:mode); k <- summary(m)$coefficients");
    r.ask(fmt::format("interaction{}", seed),
          "c(k['rate:mode', 1], confint(m)['rate:mode', ], k['rate:mode', 2:4])");
    r.ask(fmt::format("batch{}", seed), "c(k['batch', 1], confint(m)['batch', ], k['batch', 2:4])");
    r.run("n <- lm(y ~ rate + batch + mode)");
    r.ask(fmt::format("band{}", seed),
          "predict(n, data.frame(rate = -4, batch = 80, mode = 1), interval = 'confidence')");
    r.ask(fmt::format("term{}", seed),
          "c(anova(lm(y ~ batch), m)$F[2], "
          "anova(lm(y ~ batch), m)[['Pr(>F)']][2])");
    r.run("f <- lm(y ~ rate + batch + mode + group); k <- summary(f)$coefficients");
    r.ask(fmt::format("factor{}", seed), "c(k['rate', 1], confint(f)['rate', ], k['rate', 2:4])");
  }
  const Answers answers = asked(r);
  for (int seed = 1; seed <= kSeeds; ++seed) {
    Regression full = regression_of(seed, true);
    full.groups.clear();
    const auto fit = fit_least_squares(full);
    expect_same(answers, fmt::format("interaction{}", seed), numbers_of(fit.value(), 3));
    expect_same(answers, fmt::format("batch{}", seed), numbers_of(*fit, 1));
    Regression few = full;
    few.regressors = {full.regressors[1]};
    const auto test = term_test(*fit, fit_least_squares(few).value());
    expect_same(answers, fmt::format("term{}", seed), {test.value().f, test->p});
    Regression main = regression_of(seed, false);
    const auto grouped = fit_least_squares(main);
    expect_same(answers, fmt::format("factor{}", seed), numbers_of(grouped.value(), 0));
    main.groups.clear();
    const auto at = std::vector<double>{-4, 80, 1};
    expect_same(answers, fmt::format("band{}", seed),
                numbers_of(mean_response(fit_least_squares(main).value(), at)));
  }
}

}  // namespace
}  // namespace mutation
