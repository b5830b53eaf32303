#include "export/possible_values.h"

#include <algorithm>
#include <cmath>

#include "export/coverage.h"

namespace mutation {
namespace {

// Beyond it a double is no whole number of its own.
constexpr double kMostWhole = 9007199254740992.0;  // 2^53

struct WholeNumbers {
  std::int64_t low = 0;
  std::int64_t high = -1;
  bool zero_too = false;  // 0 is drawn though it lies outside
};

WholeNumbers whole_numbers(const HyperparameterSpec& spec) {
  WholeNumbers numbers;
  const double low = std::ceil(spec.range->low);
  const double high = std::floor(spec.range->high);
  if (!(low <= high) || low < -kMostWhole || high > kMostWhole) return numbers;
  numbers.low = static_cast<std::int64_t>(low);
  numbers.high = static_cast<std::int64_t>(high);
  numbers.zero_too = spec.zero_probability > 0 && (numbers.low > 0 || numbers.high < 0);
  return numbers;
}

bool is_default(const HyperparameterSpec& spec, const Value& value) {
  return spec.default_value && value_key(*spec.default_value) == value_key(value);
}

std::vector<Value> choices_of(const HyperparameterSpec& spec) {
  std::vector<Value> distinct;
  std::vector<std::string> keys;
  for (const Value& choice : spec.choices) {
    const std::string key = value_key(choice);
    if (is_default(spec, choice) || std::ranges::find(keys, key) != keys.end()) continue;
    keys.push_back(key);
    distinct.push_back(choice);
  }
  return distinct;
}

bool holds_default(const HyperparameterSpec& spec, const WholeNumbers& numbers) {
  const auto* whole =
      spec.default_value ? std::get_if<std::int64_t>(&*spec.default_value) : nullptr;
  if (!whole) return false;
  return (*whole >= numbers.low && *whole <= numbers.high) || (*whole == 0 && numbers.zero_too);
}

}  // namespace

std::optional<std::uint64_t> possible_values(const HyperparameterSpec& spec) {
  if (!spec.choices.empty()) return choices_of(spec).size();
  if (!spec.range) return 0;
  if (spec.type != HyperparameterType::integer) {
    if (spec.range->low != spec.range->high || spec.zero_probability > 0) return std::nullopt;
    return is_default(spec, Value(spec.range->low)) ? 0 : 1;
  }
  const WholeNumbers numbers = whole_numbers(spec);
  if (numbers.high < numbers.low) return 0;
  return static_cast<std::uint64_t>(numbers.high - numbers.low) + 1 + (numbers.zero_too ? 1 : 0) -
         (holds_default(spec, numbers) ? 1 : 0);
}

std::vector<Value> list_of_values(const HyperparameterSpec& spec, std::uint64_t most) {
  const std::optional<std::uint64_t> possible = possible_values(spec);
  if (!possible || *possible == 0 || *possible > most) return {};
  if (!spec.choices.empty()) return choices_of(spec);
  if (spec.type != HyperparameterType::integer) return {Value(spec.range->low)};
  const WholeNumbers numbers = whole_numbers(spec);
  std::vector<Value> values;
  if (numbers.zero_too) values.emplace_back(std::int64_t{0});
  for (std::int64_t value = numbers.low; value <= numbers.high; ++value) values.emplace_back(value);
  std::erase_if(values, [&](const Value& value) { return is_default(spec, value); });
  return values;
}

}  // namespace mutation
