// The statistics against R on the same data, of several seeds each.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "r_session.h"
#include "stats/multiplicity.h"
#include "stats/noncentral.h"
#include "stats/permutation.h"
#include "stats/power.h"
#include "stats/two_samples.h"

namespace mutation {
namespace {

std::vector<double> numbers_of(const MeanTest& test) {
  return {test.difference.value,  test.difference.low, test.difference.high,
          test.statistic.value(), test.degrees,        test.p.value()};
}

// Two groups a seed: of unequal sizes and spreads.
struct Groups {
  std::vector<double> a;
  std::vector<double> b;
};

Groups groups_of(int seed) {
  std::mt19937_64 generator(static_cast<std::uint64_t>(seed));
  return {normal_values(generator, 4 + seed, 1000, 5),
          normal_values(generator, 9 - seed, 1006, 12)};
}

TEST(AgainstR, Welch) {
  RSession r;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const Groups groups = groups_of(seed);
    r.give("a", groups.a);
    r.give("b", groups.b);
    r.run("w <- t.test(b, a); l <- t.test(log(b), log(a))");
    r.ask(fmt::format("welch{}", seed),
          "c(mean(b) - mean(a), w$conf.int, w$statistic, w$parameter, w$p.value)");
    r.ask(fmt::format("ratio{}", seed), "exp(c(mean(log(b)) - mean(log(a)), l$conf.int))");
  }
  const Answers answers = asked(r);
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const Groups groups = groups_of(seed);
    expect_same(answers, fmt::format("welch{}", seed), numbers_of(welch_test(groups.a, groups.b)));
    const std::vector<Stratum> strata = {{groups.a, groups.b}};
    expect_same(answers, fmt::format("ratio{}", seed), numbers_of(*ratio_interval(strata)));
  }
}

std::vector<Stratum> pairs_of(int seed) {
  std::mt19937_64 generator(static_cast<std::uint64_t>(seed));
  const std::vector<double> a = normal_values(generator, 5 + seed, 1000, 40);
  const std::vector<double> added = normal_values(generator, 5 + seed, 3, 4);
  std::vector<Stratum> strata;
  for (std::size_t i = 0; i < a.size(); ++i) strata.push_back({{a[i]}, {a[i] + added[i]}});
  return strata;
}

void give(const std::vector<Stratum>& strata, RSession& r) {
  std::vector<double> values, stratum, group;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    for (const bool b : {false, true}) {
      for (const double value : b ? strata[i].b : strata[i].a) {
        values.push_back(value);
        stratum.push_back(double(i));
        group.push_back(b ? 1 : 0);
      }
    }
  }
  r.give("y", values);
  r.give("s", stratum);
  r.give("g", group);
}

TEST(AgainstR, PairedIsStratifiedByPair) {
  RSession r;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    give(pairs_of(seed), r);
    r.run("w <- t.test(y[g == 1], y[g == 0], paired = TRUE)");
    r.run("l <- t.test(log(y[g == 1]), log(y[g == 0]), paired = TRUE)");
    r.ask(fmt::format("paired{}", seed),
          "c(w$estimate, w$conf.int, w$statistic, w$parameter, w$p.value)");
    r.ask(fmt::format("ratio{}", seed), "exp(c(l$estimate, l$conf.int))");
  }
  const Answers answers = asked(r);
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const auto pairs = pairs_of(seed);
    expect_same(answers, fmt::format("paired{}", seed), numbers_of(stratified_test(pairs)));
    expect_same(answers, fmt::format("ratio{}", seed), numbers_of(*ratio_interval(pairs)));
  }
}

std::vector<Stratum> strata_of(int seed) {
  std::mt19937_64 generator(static_cast<std::uint64_t>(seed));
  std::vector<Stratum> strata;
  for (int i = 0; i < 4; ++i)
    strata.push_back({normal_values(generator, 1 + i % 3, 1000 + 90 * i, 5),
                      normal_values(generator, 1 + (i + seed) % 4, 1005 + 90 * i, 5)});
  return strata;
}

TEST(AgainstR, StratifiedIsLeastSquaresWithFactors) {
  RSession r;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    give(strata_of(seed), r);
    r.run("m <- lm(y ~ factor(s) + g); k <- summary(m)$coefficients['g', ]");
    r.ask(fmt::format("stratified{}", seed),
          "c(k[1], confint(m)['g', ], k[3], df.residual(m), k[4])");
    r.ask(fmt::format("deviation{}", seed), "sigma(m)");
  }
  const Answers answers = asked(r);
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const MeanTest test = stratified_test(strata_of(seed));
    expect_same(answers, fmt::format("stratified{}", seed), numbers_of(test));
    expect_same(answers, fmt::format("deviation{}", seed), {test.deviation.value()});
  }
}

TEST(AgainstR, HedgesG) {
  RSession r;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const Groups groups = groups_of(seed);
    r.give("a", groups.a);
    r.give("b", groups.b);
    r.run("options(warn = -1); n <- length(a); m <- length(b); v <- n + m - 2");
    r.run("s <- sqrt(((n - 1) * var(a) + (m - 1) * var(b)) / v); k <- sqrt(1 / n + 1 / m)");
    r.run("t <- (mean(b) - mean(a)) / s / k; j <- gamma(v / 2) / gamma((v - 1) / 2) / sqrt(v / 2)");
    r.run("f <- function(p) uniroot(function(d) pt(t, v, d) - p, c(-30, 30), tol = 1e-13)$root");
    r.ask(fmt::format("g{}", seed), "c(t, f(0.975), f(0.025)) * k * j");
  }
  const Answers answers = asked(r);
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const Groups groups = groups_of(seed);
    const auto g = effect_size(welch_test(groups.a, groups.b));
    expect_same(answers, fmt::format("g{}", seed), numbers_of(g.value()), 1e-7);
  }
}

// R's pt() has no noncentrality beyond 37.6: its integral is asked for.
TEST(AgainstR, NoncentralTFarOut) {
  const std::vector<std::array<double, 3>> cases = {
      {84, 2, 40}, {84, 2, 170}, {35, 14, 30}, {-90, 5, -80}, {500, 60, 420}};
  RSession r;
  r.run(
      "p <- function(t, v, d) integrate(function(z) dnorm(z) * pchisq(v * pmax((z + d) / t, 0)^2, "
      "v, lower = FALSE), -9, 9, rel.tol = 1e-12)$value");
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto [t, degrees, centre] = cases[i];
    r.ask(fmt::format("far{}", i), t > 0 ? fmt::format("p({}, {}, {})", t, degrees, centre)
                                         : fmt::format("1 - p({}, {}, {})", -t, degrees, -centre));
  }
  const Answers answers = asked(r);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto [t, degrees, centre] = cases[i];
    expect_same(answers, fmt::format("far{}", i), {noncentral_t_cdf(t, degrees, centre)});
  }
}

// All divisions, with an own loop: R has no exact test of this statistic.
TEST(AgainstR, ExactPermutations) {
  RSession r;
  r.run(
      "welch <- function(x, y) abs(mean(x) - mean(y)) / "
      "sqrt(var(x) / length(x) + var(y) / length(y))");
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const Groups groups = groups_of(seed);
    r.give("a", groups.a);
    r.give("b", groups.b);
    r.run("v <- c(a, b); o <- welch(a, b) * (1 - 1e-10)");
    r.ask(fmt::format("independent{}", seed),
          "mean(combn(length(v), length(a), function(i) welch(v[i], v[-i])) >= o)");
    give(pairs_of(seed), r);
    r.run("d <- y[g == 1] - y[g == 0]; n <- length(d); o <- abs(sum(d)) * (1 - 1e-10)");
    r.run("signs <- as.matrix(expand.grid(rep(list(c(-1, 1)), n)))");
    r.ask(fmt::format("paired{}", seed), "mean(abs(signs %*% d) >= o)");
  }
  const Answers answers = asked(r);
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const Groups groups = groups_of(seed);
    const auto independent = permutation_test(std::vector<Stratum>{{groups.a, groups.b}});
    EXPECT_TRUE(independent.value().exact);
    expect_same(answers, fmt::format("independent{}", seed), {independent->p});
    const auto paired = permutation_test(pairs_of(seed));
    EXPECT_TRUE(paired.value().exact);
    expect_same(answers, fmt::format("paired{}", seed), {paired->p});
  }
}

TEST(AgainstR, SeveralTestsTogether) {
  const std::vector<double> p = {0.003, 0.2, 0.04, 0.0001, 0.04, 0.9, 0.012};
  RSession r;
  r.give("p", p);
  r.ask("holm", "p.adjust(p, 'holm')");
  r.ask("bh", "p.adjust(p, 'BH')");
  const Answers answers = asked(r);
  expect_same(answers, "holm", holm_adjusted(p));
  expect_same(answers, "bh", false_discovery_rates(p));
}

TEST(AgainstR, ValuesNeeded) {
  const std::vector<double> deviations = {0.3, 1, 2.5, 10};
  RSession r;
  for (const double deviation : deviations) {
    r.ask("independent", fmt::format("ceiling(power.t.test(delta = 1, sd = {}, power = 0.8, "
                                     "n = NULL)$n - 1e-6)",
                                     deviation < 1 ? 0.5 : deviation));
    r.ask("paired", fmt::format("ceiling(power.t.test(delta = 1, sd = {} * sqrt(2), power = 0.8, "
                                "type = 'paired')$n - 1e-6)",
                                deviation));
  }
  const Answers answers = asked(r);
  std::vector<double> independent, paired;
  for (const double deviation : deviations) {
    independent.push_back(double(
        values_needed(1, deviation < 1 ? 0.5 : deviation, SampleDesign::independent).value()));
    paired.push_back(double(values_needed(1, deviation, SampleDesign::paired).value()));
  }
  expect_same(answers, "independent", independent);
  expect_same(answers, "paired", paired);
}

}  // namespace
}  // namespace mutation
