// Index arithmetic over choices, whole numbers and floats of six significant digits.
#include "plan/value_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/check.h"
#include "plan/configuration_key.h"
#include "plan/draw.h"

namespace mutation {
namespace {

constexpr std::int64_t kPerDecade = 900'000;  // 100000..999999
constexpr std::int64_t kFirstOfDecade = 100'000;

// Where a float stands among all that have six significant digits. REQUIRES: not 0.
std::int64_t rank_of(double value) {
  const SixDigits rounded = six_digits(value);
  const std::int64_t rank =
      rounded.exponent * kPerDecade + std::abs(rounded.digits) - kFirstOfDecade;
  return value > 0 ? rank : -rank;
}

double positive_at_rank(std::int64_t rank) {
  const std::int64_t decade = (rank - (rank < 0 ? kPerDecade - 1 : 0)) / kPerDecade;
  const std::int64_t digits = rank - decade * kPerDecade + kFirstOfDecade;
  const std::string text = fmt::format("{}e{}", digits, decade - 5);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool zero_is_added(const HyperparameterSpec& spec) {
  return spec.choices.empty() && spec.zero_probability > 0 &&
         (spec.zero_probability >= 1 || spec.range->low > 0 || spec.range->high < 0);
}

Value zero_of(const HyperparameterSpec& spec) {
  return spec.type == HyperparameterType::integer ? Value(std::int64_t{0}) : Value(0.0);
}

bool is_among(const Value& value, const std::vector<Value>& values) {
  return std::ranges::any_of(values, [&](const Value& other) { return same_value(other, value); });
}

// Without an added 0.
std::uint64_t numbers_in_range(const HyperparameterSpec& spec) {
  if (spec.zero_probability >= 1) return 0;
  if (spec.type == HyperparameterType::integer) {
    const WholeRange whole = whole_range(spec);
    return static_cast<std::uint64_t>(whole.high - whole.low) + 1;
  }
  const Range& range = *spec.range;
  if (range.low == range.high) return 1;
  // Towards 0 there is no end of floats.
  if (range.low <= 0 && range.high >= 0) return kManyValues;
  return static_cast<std::uint64_t>(rank_of(range.high) - rank_of(range.low)) + 1;
}

double number_at_share(const HyperparameterSpec& spec, double share) {
  const Range& range = *spec.range;
  if (spec.distribution == Distribution::uniform)
    return range.low + (range.high - range.low) * share;
  return std::clamp(
      std::exp(std::log(range.low) + (std::log(range.high) - std::log(range.low)) * share),
      range.low, range.high);
}

std::int64_t rounded_within(const HyperparameterSpec& spec, double value) {
  const WholeRange whole = whole_range(spec);
  return std::clamp(static_cast<std::int64_t>(std::nearbyint(value)), whole.low, whole.high);
}

// The ends exactly; between them without the noise of the last digits (0.075, not
// 0.07500000000000001).
double number_of_level(const HyperparameterSpec& spec, int level, int levels) {
  if (level == 0 && levels > 1) return spec.range->low;
  if (level == levels - 1 && levels > 1) return spec.range->high;
  const double share = levels == 1 ? 0.5 : static_cast<double>(level) / (levels - 1);
  const std::string text = fmt::format("{:.12g}", number_at_share(spec, share));
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The index of `count` equal parts in which `share` lies.
std::uint64_t part_of(double share, std::uint64_t count) {
  return std::min(static_cast<std::uint64_t>(share * static_cast<double>(count)), count - 1);
}

}  // namespace

std::uint64_t distinct_values(const HyperparameterSpec& spec) {
  if (!spec.choices.empty()) return spec.choices.size();
  return std::min(kManyValues, numbers_in_range(spec) + (zero_is_added(spec) ? 1 : 0));
}

Value value_at(const HyperparameterSpec& spec, std::uint64_t index) {
  MUTATION_CHECK(index < distinct_values(spec));
  if (!spec.choices.empty()) return spec.choices[index];
  if (index >= numbers_in_range(spec)) return zero_of(spec);
  if (spec.type == HyperparameterType::integer)
    return whole_range(spec).low + static_cast<std::int64_t>(index);
  const Range& range = *spec.range;
  if (range.low == range.high) return range.low;
  const std::int64_t rank = rank_of(range.low) + static_cast<std::int64_t>(index);
  const double value = range.low > 0 ? positive_at_rank(rank) : -positive_at_rank(-rank);
  return std::clamp(value, range.low, range.high);
}

Value value_at_share(const HyperparameterSpec& spec, double share) {
  if (!spec.choices.empty()) return spec.choices[part_of(share, spec.choices.size())];
  if (spec.zero_probability > 0) {
    if (share < spec.zero_probability) return zero_of(spec);
    share = (share - spec.zero_probability) / (1 - spec.zero_probability);
  }
  if (spec.type == HyperparameterType::real) return number_at_share(spec, share);
  if (spec.distribution == Distribution::log_uniform)
    return rounded_within(spec, number_at_share(spec, share));
  return whole_range(spec).low + static_cast<std::int64_t>(part_of(share, numbers_in_range(spec)));
}

std::vector<Value> even_levels(const HyperparameterSpec& spec, int levels) {
  if (!spec.choices.empty()) return spec.choices;
  std::vector<Value> values;
  if (spec.zero_probability > 0) values.push_back(zero_of(spec));
  for (int level = 0; level < levels; ++level) {
    const double number = number_of_level(spec, level, levels);
    const Value value = spec.type == HyperparameterType::integer
                            ? Value(rounded_within(spec, number))
                            : Value(number);
    if (!is_among(value, values)) values.push_back(value);
  }
  return values;
}

HyperparameterSpec overridden(HyperparameterSpec spec, const DrawOverride& wanted) {
  if (wanted.range) {
    spec.range = wanted.range;
    spec.choices.clear();
  }
  if (wanted.distribution) spec.distribution = *wanted.distribution;
  if (!wanted.values.empty()) {
    spec.choices.clear();
    for (const Value& value : wanted.values) {
      if (!is_among(value, spec.choices)) spec.choices.push_back(value);
    }
    spec.zero_probability = 0;
  }
  return spec;
}

}  // namespace mutation
