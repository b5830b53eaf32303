// One draw: 0 by chance, else uniform or log-uniform within the range.
#include "plan/draw.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/text.h"

namespace mutation {
namespace {

constexpr double kLargestExact = 0x1p53;  // up to here a double holds every whole number

Error not_drawable(const HyperparameterSpec& spec, const std::string& why,
                   const std::string& hint) {
  return {fmt::format("\"{}\" cannot be drawn: {}", spec.name, why), hint};
}

std::string text_of(const Range& range) {
  return fmt::format("[{}, {}]", shortest(range.low), shortest(range.high));
}

double draw_log_uniform(const Range& range, PythonRandom& random) {
  return std::exp(random.uniform(std::log(range.low), std::log(range.high)));
}

std::int64_t draw_integer(const HyperparameterSpec& spec, PythonRandom& random) {
  const WholeRange whole = whole_range(spec);
  if (spec.distribution == Distribution::uniform) return random.randint(whole.low, whole.high);
  // nearbyint rounds halves to even, as Python's round() does.
  const auto rounded =
      static_cast<std::int64_t>(std::nearbyint(draw_log_uniform(*spec.range, random)));
  return std::clamp(rounded, whole.low, whole.high);
}

double draw_real(const HyperparameterSpec& spec, PythonRandom& random) {
  if (spec.distribution == Distribution::uniform)
    return random.uniform(spec.range->low, spec.range->high);
  return draw_log_uniform(*spec.range, random);
}

}  // namespace

Status check_drawable(const HyperparameterSpec& spec) {
  if (!spec.choices.empty()) return {};
  if (spec.type == HyperparameterType::text)
    return not_drawable(spec, "it is a text without choices", "give it \"choices\"");
  if (spec.type == HyperparameterType::boolean)
    return not_drawable(spec, "it has no choices", "give it \"choices\": [true, false]");
  if (!spec.range)
    return not_drawable(spec, "the catalogue gives it no range", "add \"range\": [low, high]");
  const Range& range = *spec.range;
  if (!std::isfinite(range.low) || !std::isfinite(range.high))
    return not_drawable(spec, "its range is not finite", "give it two finite numbers");
  if (range.low > range.high)
    return not_drawable(spec, fmt::format("its range {} is empty", text_of(range)),
                        "write the smaller number first");
  if (spec.distribution == Distribution::log_uniform && range.low <= 0)
    return not_drawable(spec,
                        fmt::format("log_uniform needs a range above 0, not {}", text_of(range)),
                        "raise its lower end, or use \"uniform\"");
  if (spec.type == HyperparameterType::real) return {};
  if (std::max(std::abs(range.low), std::abs(range.high)) > kLargestExact)
    return not_drawable(spec, fmt::format("its range {} goes beyond 2^53", text_of(range)),
                        "whole numbers are exact only up to 9007199254740992");
  if (std::ceil(range.low) > std::floor(range.high))
    return not_drawable(spec, fmt::format("no whole number lies in {}", text_of(range)),
                        "widen its range");
  return {};
}

WholeRange whole_range(const HyperparameterSpec& spec) {
  MUTATION_CHECK(spec.type == HyperparameterType::integer && spec.range.has_value());
  return {static_cast<std::int64_t>(std::ceil(spec.range->low)),
          static_cast<std::int64_t>(std::floor(spec.range->high))};
}

Value draw_value(const HyperparameterSpec& spec, PythonRandom& random) {
  if (!spec.choices.empty()) {
    const auto last = static_cast<std::int64_t>(spec.choices.size()) - 1;
    return spec.choices[static_cast<std::size_t>(random.randint(0, last))];
  }
  const bool integer = spec.type == HyperparameterType::integer;
  if (spec.zero_probability > 0 && random.random() < spec.zero_probability)
    return integer ? Value(std::int64_t{0}) : Value(0.0);
  return integer ? Value(draw_integer(spec, random)) : Value(draw_real(spec, random));
}

}  // namespace mutation
