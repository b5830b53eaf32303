// What makes two configurations the same: the model, whether it runs beside a background, and the
// effective value of each of its hyperparameters, however it came about: given, drawn or a default.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/catalogue.h"
#include "model/value.h"

namespace mutation {

// Stands for one configuration; of two million keys two are the same by chance with a probability
// below 1e-26.
struct ConfigurationKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const ConfigurationKey&, const ConfigurationKey&) = default;
};

struct ConfigurationKeyHash {
  std::size_t operator()(const ConfigurationKey& key) const { return key.low; }
};

// How often each configuration occurs.
using ConfigurationCounts = std::unordered_map<ConfigurationKey, int, ConfigurationKeyHash>;

// `value` in the one spelling of its hyperparameter's type: whole numbers as such, however they are
// written (10.0 is 10); floats by their first 6 significant digits (0.10000004 is 0.1); texts and
// booleans as they stand, booleans also as the texts and numbers that Python has for them.
void add_to_key(const Value& value, HyperparameterType type, ConfigurationKey& key);

// A key with the text in it.
void add_to_key(const std::string& text, ConfigurationKey& key);

// Of both together, in this order.
ConfigurationKey joined(ConfigurationKey first, const ConfigurationKey& second);

// The first 6 significant digits as a whole number, and the power of ten of the first of them:
// 0.012345678 is {123457, -2}; 0 is {0, 0}. REQUIRES: finite.
struct SixDigits {
  std::int64_t digits = 0;
  int exponent = 0;
};
SixDigits six_digits(double value);

// Keys of one model's configurations.
class ConfigurationKeys {
 public:
  // `repo` must outlive it.
  ConfigurationKeys(const RepoSpec& repo, const std::string& model, bool parallel);

  // Of what the training uses where `given` is passed: defaults filled in, and only what counts
  // under the catalogue's conditions. Names that the catalogue does not have are not looked at: the
  // training never got them.
  ConfigurationKey of(const Hyperparameters& given) const;

 private:
  const RepoSpec& repo_;
  std::string model_;
  std::vector<HyperparameterSpec> specs_;
  ConfigurationKey start_;
};

}  // namespace mutation
