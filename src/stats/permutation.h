// Permutation tests: how often a random division of the values into groups shows as great a
// difference. They need no distribution, only that the values could be exchanged. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "stats/two_samples.h"

namespace mutation {

struct PermutationOptions {
  std::size_t most_exact = 20000;       // with no more divisions all of them are tried
  std::size_t samples = 9999;           // else so many random ones
  std::size_t most_work = 100'000'000;  // values moved at most; never fewer than 199 samples
  std::uint64_t seed = 1;
};

struct PermutationTest {
  double p = 1;  // two-sided; of random ones (1 + hits) / (1 + samples), so never 0
  bool exact = false;
  std::size_t divisions = 0;  // that were tried
};

// Divisions within each stratum. One stratum: by Welch's t, which also holds where the variances
// differ; several: by the stratified difference; pairs: that is flipping signs. Absent where there
// is only one division, or the values' squares are not finite.
std::optional<PermutationTest> permutation_test(std::span<const Stratum> strata,
                                                const PermutationOptions& options = {});

}  // namespace mutation
