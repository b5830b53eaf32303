// Values of a settings file as Python took them: what counts as true, as a number, as the text of a
// word on a command line. Knows no keys.
#pragma once

#include <optional>
#include <string>

#include "model/catalogue.h"
#include "model/value.h"
#include "settings/json_tree.h"

namespace mutation {

// As in `if value:`.
bool is_truthy(const JsonNode& node);

// Booleans, whole numbers and floats are numbers, and nothing else is.
std::optional<double> python_number(const JsonNode& node);
// Whether range() takes it: a boolean or a whole number.
bool is_python_int(const JsonNode& node);
// Whether it can be looked up as a key: all but lists and objects.
bool is_hashable(const JsonNode& node);

// str(value) of a single value: "None", "True", "12", "0.0001", "a text"; none for lists and
// objects.
std::optional<std::string> python_str(const JsonNode& node);

// The value as it was passed for a hyperparameter of that type: int() and "%.6f" take what they can
// convert, every other type is str(). A whole number beyond 64 bits and a float that is not finite
// are texts. None where the conversion failed. Floats are not rounded here.
std::optional<Value> passed_value(const JsonNode& node, HyperparameterType type);

// For messages: "the text \"ten\"", "the number nan", "an array".
std::string shown(const JsonNode& node);

}  // namespace mutation
