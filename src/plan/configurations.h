// The configurations that a search finds in its space, none twice and none that is known already:
// drawn by chance, all of a grid, or spread by a design. Knows nothing of commands or waits.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/value.h"
#include "plan/configuration_key.h"
#include "plan/known_configurations.h"
#include "plan/python_random.h"
#include "plan/search_space.h"

namespace mutation {

struct Configuration {
  Hyperparameters hyperparameters;  // what is passed
  ConfigurationKey key;
  int runs = 1;
  bool goes_on = false;  // further runs follow where RepeatUntil asks for them
};

struct FoundConfigurations {
  std::vector<Configuration> configurations;
  std::string note;  // why there are fewer than asked; "" where there are not
};

// What is looked for, and what not.
struct Wanted {
  const SearchSpace& space;
  const ConfigurationKeys& keys;
  const KnownConfigurations& known;
  int configurations = 1;
};

// Drawn one after another, each value in the order of the space's parameters. The combination of
// all defaults is left out. Where draws bring hardly anything new any more, what is left of the
// space is enumerated and drawn from, so that all of it is found; spaces of more than 4,194,304 are
// not.
FoundConfigurations random_configurations(const Wanted& wanted, PythonRandom& random);

// Every combination of the parameters' levels, the first parameter's changing last: an override's
// values or levels, all choices, all whole numbers of a range. An error where a float has no
// levels, or where there are more than `most` combinations.
Result<FoundConfigurations> grid_configurations(const Wanted& wanted,
                                                const std::vector<DrawOverride>& overrides,
                                                std::uint64_t most);

// As many points as asked; in each dimension one in each of as many equal parts.
FoundConfigurations latin_hypercube_configurations(const Wanted& wanted, PythonRandom& random);

// The Sobol sequence, shifted by random bits of its own in each dimension (a digital shift, which
// keeps its evenness). Points that bring nothing new are passed over. REQUIRES: at most
// kMostSobolDimensions parameters.
FoundConfigurations sobol_configurations(const Wanted& wanted, PythonRandom& random);
inline constexpr std::size_t kMostSobolDimensions = 3667;

}  // namespace mutation
