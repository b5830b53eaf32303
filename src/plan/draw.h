// The draw of one hyperparameter from its range, as the Python tool drew it, or from its choices.
// Knows nothing of other hyperparameters or of runs: see configurations.h.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "model/catalogue.h"
#include "model/value.h"
#include "plan/python_random.h"

namespace mutation {

// Whether it can be drawn at all: it has choices, or a fit range. The error says why not: no range,
// no number, an empty range, a logarithm of nothing, or whole numbers beyond 2^53 (which the range
// cannot hold exactly).
Status check_drawable(const HyperparameterSpec& spec);

// The whole numbers of an integer's range. REQUIRES: check_drawable(spec), type integer.
struct WholeRange {
  std::int64_t low = 0;
  std::int64_t high = 0;
};
WholeRange whole_range(const HyperparameterSpec& spec);

// One of the choices, as Python's choice() picks it; else an int64 for integers, a double for
// reals. REQUIRES: check_drawable(spec). With `zero_probability` p > 0 one random() is spent on
// whether it is 0, whatever comes of it.
Value draw_value(const HyperparameterSpec& spec, PythonRandom& random);

}  // namespace mutation
