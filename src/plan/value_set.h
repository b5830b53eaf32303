// The values that one hyperparameter can be drawn from, as a set: how many there are, the nth of
// them, the one at a given share, evenly placed levels. What draws by chance is draw.h.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "model/catalogue.h"
#include "model/settings.h"
#include "model/value.h"

namespace mutation {

inline constexpr std::uint64_t kManyValues = std::uint64_t{1} << 62;

// How many values of `spec` differ, as configuration_key.h tells values apart; at most kManyValues.
// The 0 of a zero_probability counts, too. REQUIRES: check_drawable(spec), in all of this file.
std::uint64_t distinct_values(const HyperparameterSpec& spec);

// The one at `index`: choices in their order, numbers from low to high, an added 0 last.
// REQUIRES: index < distinct_values(spec) < kManyValues.
Value value_at(const HyperparameterSpec& spec, std::uint64_t index);

// The value that stands at this share, 0..1 (1 not included), of the draws, sorted as value_at()
// has them; the zero_probability's 0 takes the first part. So evenly spread shares give values that
// are spread as the distribution says.
Value value_at_share(const HyperparameterSpec& spec, double share);

// So many values from one end of the range to the other, evenly by the distribution; whole numbers
// rounded, each once; all choices where there are such; and the 0 of a zero_probability.
// REQUIRES: levels >= 1.
std::vector<Value> even_levels(const HyperparameterSpec& spec, int levels);

// The catalogue's hyperparameter as an entry wants it drawn.
HyperparameterSpec overridden(HyperparameterSpec spec, const DrawOverride& wanted);

}  // namespace mutation
