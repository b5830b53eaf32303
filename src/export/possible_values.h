// How many values of a hyperparameter there are to be drawn. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/catalogue.h"

namespace mutation {

// Distinct values other than the default; absent: floats from a range, of which there are more than
// anybody draws. 0 where it cannot be drawn.
std::optional<std::uint64_t> possible_values(const HyperparameterSpec& spec);

// They themselves, in order, where there are at most `most`; none otherwise.
std::vector<Value> list_of_values(const HyperparameterSpec& spec, std::uint64_t most);

}  // namespace mutation
