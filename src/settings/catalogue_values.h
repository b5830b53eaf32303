// What a hyperparameter of the catalogue may be: its default, range and choices, for the repo and
// for single models of it.
#pragma once

#include <string>
#include <vector>

#include "model/catalogue.h"
#include "settings/object_reader.h"

namespace mutation {

// The type in which each of these values keeps its form: whole numbers, floats, else texts (1
// beside 2.5 is passed as 1).
HyperparameterType type_of_choices(const std::vector<JsonPlace>& choices);

// Consumes "default", "range", "choices", "false_flag", "models" and the keys that only a range
// has; fills the fields of `spec` that they stand for. Where `type_known` is false nothing can be
// said about values, and they are passed over.
// REQUIRES: spec.type and spec.distribution are set.
void read_values(ObjectReader& reader, bool type_known, const std::vector<std::string>& models,
                 HyperparameterSpec& spec);

}  // namespace mutation
