// p values of several tests that are looked at together. Pure.
#pragma once

#include <span>
#include <vector>

namespace mutation {

// Holm's: the chance of even one false positive among all stays below the level.
std::vector<double> holm_adjusted(std::span<const double> p);
// Benjamini and Hochberg's q: of those below the level, so large a share is false at most.
std::vector<double> false_discovery_rates(std::span<const double> p);

}  // namespace mutation
