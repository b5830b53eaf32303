// A hyperparameter's value, exactly as it is passed to a training and recorded.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mutation {

// Settings files give booleans, whole numbers, floats and texts.
using Value = std::variant<bool, std::int64_t, double, std::string>;

struct NamedValue {
  std::string name;
  Value value;
  friend bool operator==(const NamedValue&, const NamedValue&) = default;
};

// In the order in which they stand on the command line.
using Hyperparameters = std::vector<NamedValue>;

// As one word of a command line: "true", "12", the shortest float that reads back the same, the
// text.
std::string to_text(const Value& value);
// "learning_rate=0.05 epochs=12"; "" for none.
std::string to_text(const Hyperparameters& hyperparameters);
// None when there is no value of that name.
const Value* find(const Hyperparameters& hyperparameters, const std::string& name);
// By value: 10 and 10.0 are the same, "10" and 10 are not.
bool same_value(const Value& a, const Value& b);

// NAME=value pairs set in a training's environment.
using Environment = std::vector<std::pair<std::string, std::string>>;

}  // namespace mutation
