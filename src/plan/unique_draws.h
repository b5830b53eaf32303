// The configurations of one entry: drawn one after another until there are enough that differ, as
// the Python tool drew them. Knows nothing of repos, commands or waits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/settings.h"
#include "model/value.h"
#include "plan/python_random.h"

namespace mutation {

// What makes two configurations the same: their names and values (floats to 6 decimals), sorted by
// name, and whether they run beside a background.
//
// To 6 decimals because the Python tool compared so, and a seed must give the same draws; values
// are passed and recorded whole. So small ranges hold few draws: 31 for learning rates from 1.5e-5
// to 4.5e-5.
std::string uniqueness_key(const Hyperparameters& hyperparameters, Mode mode);

// How many configurations there are to be drawn from.
struct DrawSpace {
  // Told apart by uniqueness_key(), the defaults included; at most kManyCombinations.
  std::uint64_t combinations = 0;
  bool has_defaults = false;  // the combination of all defaults is one of them; it is never drawn
};
inline constexpr std::uint64_t kManyCombinations = std::uint64_t{1} << 62;
// REQUIRES: each parameter passes check_drawable().
DrawSpace draw_space(const std::vector<HyperparameterSpec>& parameters);

struct UniqueDraws {
  std::vector<Hyperparameters> configurations;
  DrawSpace space;
  std::uint64_t attempts = 0;  // draws of a whole configuration, repeats included
};

// Up to `runs` configurations, none twice and none all defaults, each value drawn in the order of
// `parameters`. Fewer when there are no more (or hardly: attempts are bounded).
// REQUIRES: each parameter passes check_drawable(); no name twice.
UniqueDraws draw_unique(const std::vector<HyperparameterSpec>& parameters, Mode mode, int runs,
                        PythonRandom& random);

// "only 11 distinct combinations exist, 10 can be drawn (…), 15 were asked: 10 runs planned";
// "" when all that were asked are there.
std::string shortage_note(const UniqueDraws& draws,
                          const std::vector<HyperparameterSpec>& parameters, int runs);

}  // namespace mutation
