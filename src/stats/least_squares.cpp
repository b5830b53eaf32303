#include "stats/least_squares.h"

#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/check.h"

namespace mutation {
namespace {

using Column = std::vector<double>;

constexpr double kCollinear = 1e-7;  // what R's lm takes

double product(const Column& a, const Column& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::size_t group_count(const std::vector<std::size_t>& groups) {
  return groups.empty() ? 1 : *std::ranges::max_element(groups) + 1;
}

// Less its group's mean: what is left is what the groups' constants do not explain.
Column without_means(Column column, const std::vector<std::size_t>& groups) {
  const auto group_of = [&](std::size_t i) { return groups.empty() ? 0 : groups[i]; };
  std::vector<double> sums(group_count(groups)), counts(group_count(groups));
  for (std::size_t i = 0; i < column.size(); ++i) {
    sums[group_of(i)] += column[i];
    counts[group_of(i)] += 1;
  }
  for (std::size_t i = 0; i < column.size(); ++i)
    column[i] -= sums[group_of(i)] / counts[group_of(i)];
  return column;
}

std::size_t groups_that_occur(const std::vector<std::size_t>& groups) {
  std::vector<std::size_t> sorted = groups;
  std::ranges::sort(sorted);
  const auto rest = std::ranges::unique(sorted);
  return groups.empty() ? 1 : sorted.size() - rest.size();
}

// Gram and Schmidt's, each column twice, which is as exact as Householder's; a column that the ones
// before it explain is dropped, as R's lm does.
class Orthogonal {
 public:
  // False: it was dropped.
  bool add(Column column) {
    const double length = std::sqrt(product(column, column));
    Column shares(basis_.size());
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t k = 0; k < basis_.size(); ++k) {
        const double share = product(basis_[k], column);
        shares[k] += share;
        for (std::size_t i = 0; i < column.size(); ++i) column[i] -= share * basis_[k][i];
      }
    }
    const double rest = std::sqrt(product(column, column));
    if (length == 0 || rest <= kCollinear * length) return false;
    for (double& value : column) value /= rest;
    basis_.push_back(std::move(column));
    shares.push_back(rest);
    triangle_.push_back(std::move(shares));
    return true;
  }

  const std::vector<Column>& basis() const { return basis_; }

  // The inverse of the triangle R, by columns: inverse[j][i] is its element in row i, column j.
  std::vector<Column> inverse() const {
    std::vector<Column> inverse;
    for (std::size_t j = 0; j < triangle_.size(); ++j) {
      Column column(j + 1);
      column[j] = 1 / triangle_[j][j];
      for (std::size_t i = j; i-- > 0;) {
        for (std::size_t k = i + 1; k <= j; ++k) column[i] -= triangle_[k][i] * column[k];
        column[i] /= triangle_[i][i];
      }
      inverse.push_back(std::move(column));
    }
    return inverse;
  }

 private:
  std::vector<Column> basis_;
  std::vector<Column> triangle_;  // by columns
};

Interval around(double value, double error, const LeastSquares& fit) {
  const boost::math::students_t distribution(fit.degrees);
  const double half_width = quantile(distribution, 0.5 + fit.confidence / 2) * error;
  return {value, value - half_width, value + half_width};
}

// False: it is constant within the groups, or a combination of those before it.
bool add_regressor(const Regressor& regressor, const std::vector<std::size_t>& groups,
                   Orthogonal& orthogonal) {
  Column column = without_means(regressor.values, groups);
  const double whole = std::sqrt(product(regressor.values, regressor.values));
  const bool constant = std::sqrt(product(column, column)) <= kCollinear * whole;
  return !constant && orthogonal.add(std::move(column));
}

// The column's share of each direction, which it loses.
Column take_out(const std::vector<Column>& directions, Column& column) {
  Column shares;
  for (const Column& direction : directions) {
    const double share = product(direction, column);
    shares.push_back(share);
    for (std::size_t i = 0; i < column.size(); ++i) column[i] -= share * direction[i];
  }
  return shares;
}

// A response without any spread has rounding left over, which is neither an effect nor an error.
void leave_out_rounding(const Column& response, Column& shares, double& residual_squares) {
  double greatest = 0;
  for (const double value : response) greatest = std::max(greatest, std::abs(value));
  const double rounding = kRounding * greatest * std::sqrt(double(response.size()));
  if (std::sqrt(residual_squares) <= rounding) residual_squares = 0;
  for (double& share : shares) {
    if (std::abs(share) <= rounding) share = 0;
  }
}

// The interval and the test of a coefficient whose variance is this times that of what is left.
void judge(double variance, const LeastSquares& fit, Coefficient& one) {
  const double value = one.interval.value;
  one.standard_error = fit.residual_deviation * std::sqrt(variance);
  one.interval = around(value, one.standard_error, fit);
  one.t.reset();
  one.p.reset();
  if (one.standard_error > 0) {
    one.t = value / one.standard_error;
    one.p = 2 * cdf(complement(boost::math::students_t(fit.degrees), std::abs(*one.t)));
  }
}

void take_coefficients(const std::vector<const Regressor*>& kept, const Orthogonal& orthogonal,
                       const Column& shares, LeastSquares& fit) {
  const std::vector<Column> inverse = orthogonal.inverse();
  const std::size_t count = kept.size();
  fit.covariance.assign(count, Column(count));
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      for (std::size_t k = std::max(i, j); k < count; ++k)
        fit.covariance[i][j] += inverse[k][i] * inverse[k][j];
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    double value = 0;
    for (std::size_t k = i; k < count; ++k) value += inverse[k][i] * shares[k];
    Coefficient one{.name = kept[i]->name};
    one.interval.value = value;
    judge(fit.covariance[i][i], fit, one);
    fit.coefficients.push_back(std::move(one));
  }
}

}  // namespace

std::optional<LeastSquares> fit_least_squares(const Regression& regression, double confidence) {
  const std::size_t count = regression.response.size();
  MUTATION_CHECK(regression.groups.empty() || regression.groups.size() == count);
  if (count == 0) return std::nullopt;
  LeastSquares fit{.observations = double(count), .confidence = confidence};
  Orthogonal orthogonal;
  std::vector<const Regressor*> kept;
  for (const Regressor& regressor : regression.regressors) {
    MUTATION_CHECK(regressor.values.size() == count);
    if (add_regressor(regressor, regression.groups, orthogonal)) {
      kept.push_back(&regressor);
      fit.centre.push_back(mean_of(regressor.values));
    } else {
      fit.dropped.push_back(regressor.name);
    }
  }
  const std::size_t constants = groups_that_occur(regression.groups);
  if (count <= constants + kept.size()) return std::nullopt;
  fit.degrees = double(count - constants - kept.size());
  Column rest = without_means(regression.response, regression.groups);
  Column shares = take_out(orthogonal.basis(), rest);
  fit.residual_squares = product(rest, rest);
  const auto finite = [](double value) { return std::isfinite(value); };
  if (!finite(fit.residual_squares) || !std::ranges::all_of(shares, finite)) return std::nullopt;
  leave_out_rounding(regression.response, shares, fit.residual_squares);
  fit.residual_deviation = std::sqrt(fit.residual_squares / fit.degrees);
  take_coefficients(kept, orthogonal, shares, fit);
  fit.constant = mean_of(regression.response);
  for (std::size_t k = 0; k < kept.size(); ++k)
    fit.constant -= fit.coefficients[k].interval.value * fit.centre[k];
  return fit;
}

Interval mean_response(const LeastSquares& fit, std::span<const double> values) {
  MUTATION_CHECK(values.size() == fit.coefficients.size());
  double response = fit.constant, variance = 1 / fit.observations;
  for (std::size_t i = 0; i < values.size(); ++i) {
    response += fit.coefficients[i].interval.value * values[i];
    for (std::size_t j = 0; j < values.size(); ++j)
      variance += (values[i] - fit.centre[i]) * fit.covariance[i][j] * (values[j] - fit.centre[j]);
  }
  return around(response, fit.residual_deviation * std::sqrt(variance), fit);
}

std::optional<TermTest> term_test(const LeastSquares& full, const LeastSquares& reduced) {
  const double degrees = reduced.degrees - full.degrees;
  const double explained = std::max(0.0, reduced.residual_squares - full.residual_squares);
  if (!(degrees > 0)) return std::nullopt;
  TermTest test{.degrees = degrees, .mean_square = explained / degrees};
  if (full.residual_squares <= 0) {
    if (explained == 0) return std::nullopt;
    test.f = std::numeric_limits<double>::infinity();
    test.p = 0;
    return test;
  }
  test.f = test.mean_square / (full.residual_squares / full.degrees);
  test.p = cdf(complement(boost::math::fisher_f(degrees, full.degrees), test.f));
  return test;
}

void judge_by(double mean_square, double degrees, LeastSquares& fit) {
  MUTATION_CHECK(degrees > 0);
  fit.residual_deviation = std::sqrt(mean_square);
  fit.degrees = degrees;
  for (std::size_t i = 0; i < fit.coefficients.size(); ++i)
    judge(fit.covariance[i][i], fit, fit.coefficients[i]);
}

}  // namespace mutation
