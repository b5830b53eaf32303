#include "stats/permutation.h"

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace mutation {
namespace {

constexpr std::size_t kFewestSamples = 199;

// One stratum's values, group a first, and what of a division's group a the statistic needs.
struct Pooled {
  std::vector<double> values;  // less their mean
  std::size_t in_a = 0;
  double squares = 0;  // of all
};

Pooled pooled_of(const Stratum& stratum) {
  Pooled pooled{.values = stratum.a, .in_a = stratum.a.size()};
  pooled.values.insert(pooled.values.end(), stratum.b.begin(), stratum.b.end());
  const double mean = mean_of(pooled.values);
  for (double& value : pooled.values) {
    value -= mean;
    if (std::isfinite(mean) && std::abs(value) <= kRounding * std::abs(mean)) value = 0;
    pooled.squares += value * value;
  }
  return pooled;
}

// Of the values that lie first. The sum over the whole stratum is 0, so that of group b is -sum.
struct FirstGroup {
  double sum = 0;
  double squares = 0;
};

FirstGroup first_group(const Pooled& pooled) {
  FirstGroup first;
  for (std::size_t i = 0; i < pooled.in_a; ++i) {
    first.sum += pooled.values[i];
    first.squares += pooled.values[i] * pooled.values[i];
  }
  return first;
}

double welch_statistic(const Pooled& pooled, const FirstGroup& a) {
  const auto n = double(pooled.in_a), m = double(pooled.values.size() - pooled.in_a);
  const double difference = std::abs(a.sum / n + a.sum / m);
  if (n < 2 || m < 2) return difference;
  const double squares_a = a.squares - a.sum * a.sum / n;
  const double squares_b = pooled.squares - a.squares - a.sum * a.sum / m;
  const double variance =
      std::max(0.0, squares_a) / (n - 1) / n + std::max(0.0, squares_b) / (m - 1) / m;
  if (variance <= 1e-24 * pooled.squares)
    return difference > 0 ? std::numeric_limits<double>::infinity() : 0;
  return difference / std::sqrt(variance);
}

// Weighted as stratified_test() does: n m / (n + m) x (sum / n + sum / m) is the sum itself.
double statistic_of(const std::vector<Pooled>& strata) {
  if (strata.size() == 1) return welch_statistic(strata[0], first_group(strata[0]));
  double sum = 0;
  for (const Pooled& pooled : strata) sum += first_group(pooled).sum;
  return std::abs(sum);
}

double choose(std::size_t n, std::size_t k) {
  double product = 1;
  for (std::size_t i = 1; i <= std::min(k, n - k); ++i)
    product *= double(n - std::min(k, n - k) + i) / double(i);
  return product;
}

double divisions_of(const std::vector<Pooled>& strata) {
  double product = 1;
  for (const Pooled& pooled : strata) product *= choose(pooled.values.size(), pooled.in_a);
  return std::round(product);
}

// All divisions of one stratum one after another, by which places are in group a.
class Divisions {
 public:
  explicit Divisions(Pooled& pooled) : pooled_(pooled), original_(pooled.values) {
    places_.assign(pooled.values.size(), 0);
    std::fill_n(places_.begin(), pooled.in_a, 1);
  }

  // False when all have been there, and it begins anew.
  bool next() {
    const bool more = std::prev_permutation(places_.begin(), places_.end());
    std::size_t a = 0, b = pooled_.in_a;
    for (std::size_t i = 0; i < places_.size(); ++i)
      pooled_.values[places_[i] ? a++ : b++] = original_[i];
    return more;
  }

 private:
  Pooled& pooled_;
  std::vector<double> original_;
  std::vector<char> places_;
};

// As great as observed, but for rounding.
bool is_hit(double statistic, double observed) {
  return statistic >= observed * (1 - 1e-10);
}

PermutationTest all_divisions(std::vector<Pooled> strata, double observed) {
  std::vector<Divisions> divisions;
  for (Pooled& pooled : strata) divisions.emplace_back(pooled);
  std::size_t hits = 0, count = 0;
  for (bool more = true; more;) {
    ++count;
    if (is_hit(statistic_of(strata), observed)) ++hits;
    more = std::ranges::any_of(divisions, [](Divisions& one) { return one.next(); });
  }
  return {.p = double(hits) / double(count), .exact = true, .divisions = count};
}

PermutationTest random_divisions(std::vector<Pooled> strata, double observed, std::size_t samples,
                                 std::uint64_t seed) {
  boost::random::mt19937_64 generator(seed);
  std::size_t hits = 0;
  for (std::size_t sample = 0; sample < samples; ++sample) {
    for (Pooled& pooled : strata) {
      for (std::size_t i = 0; i < pooled.in_a; ++i) {
        boost::random::uniform_int_distribution<std::size_t> place(i, pooled.values.size() - 1);
        std::swap(pooled.values[i], pooled.values[place(generator)]);
      }
    }
    if (is_hit(statistic_of(strata), observed)) ++hits;
  }
  return {.p = double(1 + hits) / double(1 + samples), .exact = false, .divisions = samples};
}

}  // namespace

std::optional<PermutationTest> permutation_test(std::span<const Stratum> strata,
                                                const PermutationOptions& options) {
  std::vector<Pooled> pooled;
  std::size_t moved = 0;
  for (const Stratum& stratum : strata) {
    if (stratum.a.empty() || stratum.b.empty()) continue;
    pooled.push_back(pooled_of(stratum));
    moved += pooled.back().in_a;
  }
  const double divisions = divisions_of(pooled);
  for (const Pooled& one : pooled) {
    if (!std::isfinite(one.squares)) return std::nullopt;
  }
  if (pooled.empty() || divisions < 2) return std::nullopt;
  const double observed = statistic_of(pooled);
  if (divisions <= double(options.most_exact)) return all_divisions(std::move(pooled), observed);
  const std::size_t samples = std::clamp(options.most_work / moved, kFewestSamples,
                                         std::max(kFewestSamples, options.samples));
  return random_divisions(std::move(pooled), observed, samples, options.seed);
}

}  // namespace mutation
