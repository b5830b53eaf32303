// Random numbers as CPython's `random.Random` gives them, bit for bit, so that a seed draws here
// what it drew in the Python tool. Knows nothing of hyperparameters; not for anything that needs
// secrecy.
#pragma once

#include <cstdint>
#include <random>

namespace mutation {

class PythonRandom {
 public:
  // As `random.seed(seed)` with a non-negative int.
  explicit PythonRandom(std::uint64_t seed);

  // [0, 1), 53 random bits.
  double random();
  // From `low` to `high`; rounding may give `high` itself.
  double uniform(double low, double high);
  // That many random bits. REQUIRES: 1 <= bits <= 64.
  std::uint64_t getrandbits(int bits);
  // Both ends belong to it. REQUIRES: low <= high, and not all 2^64 numbers.
  std::int64_t randint(std::int64_t low, std::int64_t high);

 private:
  // The engine is the same everywhere by the standard; only Python's seeding and its
  // distributions are our own.
  std::mt19937 engine_;
};

}  // namespace mutation
