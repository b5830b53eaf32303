// Seeding and distributions of CPython [Modules/_randommodule.c, Lib/random.py], on the standard
// MT19937.
#include "plan/python_random.h"

#include <bit>
#include <cstddef>
#include <vector>

#include "base/check.h"

namespace mutation {
namespace {

// The seed in words of 32 bits, lowest first: one word below 2^32 (0 included), else two.
std::vector<std::uint32_t> key_of(std::uint64_t seed) {
  std::vector<std::uint32_t> key = {static_cast<std::uint32_t>(seed)};
  if (seed >> 32 != 0) key.push_back(static_cast<std::uint32_t>(seed >> 32));
  return key;
}

// init_by_array of Matsumoto and Nishimura (mt19937ar, 2002), in the shape of a seed sequence: a
// standard engine takes its whole state from generate(), word by word ([rand.eng.mers]).
class InitByArray {
 public:
  using result_type = std::uint32_t;
  explicit InitByArray(std::uint64_t seed) : key_(key_of(seed)) {}

  template <typename Iterator>
  void generate(Iterator begin, Iterator end) const {
    const auto size = static_cast<std::size_t>(end - begin);
    MUTATION_CHECK(size == std::mt19937::state_size);
    // How every step of the algorithm takes in the word before.
    const auto stirred = [&](std::size_t i, std::uint32_t factor) -> std::uint32_t {
      const std::uint32_t before = begin[i - 1];
      return (before ^ (before >> 30)) * factor;
    };
    begin[0] = 19650218;
    for (std::size_t i = 1; i < size; ++i)
      begin[i] = stirred(i, 1812433253) + static_cast<std::uint32_t>(i);

    std::size_t i = 1;  // goes round 1 .. size-1; word 0 follows the last
    const auto advance = [&] {
      if (++i < size) return;
      begin[0] = begin[size - 1];
      i = 1;
    };
    for (std::size_t step = 0; step < size; ++step) {
      const std::size_t j = step % key_.size();
      begin[i] = (begin[i] ^ stirred(i, 1664525)) + key_[j] + static_cast<std::uint32_t>(j);
      advance();
    }
    for (std::size_t step = 0; step + 1 < size; ++step) {
      begin[i] = (begin[i] ^ stirred(i, 1566083941)) - static_cast<std::uint32_t>(i);
      advance();
    }
    begin[0] = 0x80000000;
  }

 private:
  std::vector<std::uint32_t> key_;
};

}  // namespace

PythonRandom::PythonRandom(std::uint64_t seed) {
  InitByArray sequence(seed);
  engine_.seed(sequence);
}

double PythonRandom::random() {
  const std::uint64_t high = engine_() >> 5;  // 27 bits
  const std::uint64_t low = engine_() >> 6;   // 26 bits
  return static_cast<double>(high << 26 | low) * 0x1p-53;
}

double PythonRandom::uniform(double low, double high) {
  // Two roundings, as in Python: without `volatile` a compiler may fuse them into one.
  const volatile double step = (high - low) * random();
  return low + step;
}

std::uint64_t PythonRandom::getrandbits(int bits) {
  MUTATION_CHECK(bits >= 1 && bits <= 64);
  if (bits <= 32) return engine_() >> (32 - bits);
  const std::uint64_t low = engine_();  // the low word is drawn first
  const std::uint64_t high = engine_() >> (64 - bits);
  return high << 32 | low;
}

std::int64_t PythonRandom::randint(std::int64_t low, std::int64_t high) {
  MUTATION_CHECK(low <= high);
  const std::uint64_t count =
      static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  MUTATION_CHECK(count != 0);
  // Bits of `count`, not of `count - 1`: for powers of two half of the draws are thrown away, and
  // the stream must stay in step with Python's.
  const auto bits = static_cast<int>(std::bit_width(count));
  std::uint64_t offset = getrandbits(bits);
  while (offset >= count) offset = getrandbits(bits);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
}

}  // namespace mutation
