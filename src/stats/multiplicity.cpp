#include "stats/multiplicity.h"

#include <algorithm>
#include <numeric>

namespace mutation {
namespace {

std::vector<std::size_t> by_size(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return p[i]; });
  return order;
}

}  // namespace

std::vector<double> holm_adjusted(std::span<const double> p) {
  std::vector<double> adjusted(p.size());
  double greatest = 0;
  std::size_t left = p.size();
  for (const std::size_t i : by_size(p)) {
    greatest = std::max(greatest, std::min(1.0, p[i] * double(left--)));
    adjusted[i] = greatest;
  }
  return adjusted;
}

std::vector<double> false_discovery_rates(std::span<const double> p) {
  std::vector<double> adjusted(p.size());
  std::vector<std::size_t> order = by_size(p);
  std::ranges::reverse(order);
  double least = 1;
  std::size_t rank = p.size();
  for (const std::size_t i : order) {
    least = std::min(least, p[i] * double(p.size()) / double(rank--));
    adjusted[i] = least;
  }
  return adjusted;
}

}  // namespace mutation
