// Ordinary least squares with one or several regressors: coefficients with their intervals and
// tests, F tests of terms, confidence bands. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "stats/mean_interval.h"

namespace mutation {

struct Regressor {
  std::string name;
  std::vector<double> values;  // one for each observation
};

struct Regression {
  std::vector<double> response;
  std::vector<Regressor> regressors;
  // One for each observation, from 0, for a factor that is allowed for without coefficients of its
  // own (each group has its own constant); empty: one constant for all.
  std::vector<std::size_t> groups;
};

struct Coefficient {
  std::string name;
  Interval interval;
  double standard_error = 0;
  std::optional<double> t;  // absent where nothing is left over, so that the error is 0
  std::optional<double> p;  // two-sided
};

struct LeastSquares {
  std::vector<Coefficient> coefficients;  // in the order of the regressors, without the dropped
  std::vector<std::string> dropped;       // linear combinations of those before them, or constant
  double constant = 0;                    // where every regressor is 0; the mean one of the groups
  double residual_squares = 0;
  double residual_deviation = 0;
  double degrees = 0;  // of freedom left
  double observations = 0;
  std::vector<double> centre;                   // the kept regressors' means
  std::vector<std::vector<double>> covariance;  // of the coefficients, over the residual variance
  double confidence = kUsualConfidence;
};

// Absent: no more observations than constants and regressors that are kept, so that nothing is left
// to judge by, or values whose squares are not finite. REQUIRES: all lengths agree.
std::optional<LeastSquares> fit_least_squares(const Regression& regression,
                                              double confidence = kUsualConfidence);

// The mean response, with its interval, where the kept regressors have these values (of the average
// group). REQUIRES: one value for each coefficient.
Interval mean_response(const LeastSquares& fit, std::span<const double> values);

struct TermTest {
  double f = 0;
  double p = 1;
  double degrees = 0;      // of the term
  double mean_square = 0;  // what the term explains, for each of its degrees
};

// The F test of all that `full` has and `reduced` has not; f is infinite and p 0 where `full`
// leaves nothing over. Absent where they differ in no term, or `reduced` leaves nothing over
// either. REQUIRES: `reduced` was fitted to the same observations with some of the regressors.
std::optional<TermTest> term_test(const LeastSquares& full, const LeastSquares& reduced);

// Takes the errors, intervals and tests of the coefficients from this variance in place of that of
// what was left over. REQUIRES: degrees > 0.
void judge_by(double mean_square, double degrees, LeastSquares& fit);

}  // namespace mutation
