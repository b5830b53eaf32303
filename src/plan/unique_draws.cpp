// Draw, compare, keep or throw away; and the arithmetic of how many there are to be had.
#include "plan/unique_draws.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "plan/draw.h"

namespace mutation {
namespace {

// The Python tool gave up after so many attempts for an entry, however many runs were asked.
constexpr std::uint64_t kPythonAttempts = 1000;
// We go on, as long as there is a fair chance of more: collecting all of n equally likely
// combinations takes about n * ln(n) attempts.
constexpr std::uint64_t kAttemptsPerRun = 100;

std::string six_decimals(double value) {
  return fmt::format("{:.6f}", value);
}

std::string key_text(const Value& value) {
  const auto* real = std::get_if<double>(&value);
  return real ? six_decimals(*real) : to_text(value);
}

Hyperparameters defaults_of(const std::vector<HyperparameterSpec>& parameters) {
  Hyperparameters defaults;
  for (const HyperparameterSpec& spec : parameters) {
    if (spec.default_value) defaults.push_back({spec.name, *spec.default_value});
  }
  return defaults;
}

// The 6-decimals text as a whole number of millionths; none where that has no room.
std::optional<std::int64_t> millionths(double value) {
  if (!(value > -1e12 && value < 1e12)) return std::nullopt;
  std::string digits = six_decimals(value);
  std::erase(digits, '.');
  return std::stoll(digits);
}

// The key texts of one parameter's draws, as whole numbers from low to high.
struct Steps {
  std::int64_t low = 0;
  std::int64_t high = 0;
  bool zero_too = false;    // 0 is drawn though it lies outside
  bool minus_zero = false;  // "-0.000000" is a text of its own
};

// None: more than can be counted.
std::optional<Steps> steps_of(const HyperparameterSpec& spec) {
  Steps steps;
  if (spec.zero_probability >= 1) return steps;
  if (spec.type == HyperparameterType::integer) {
    const WholeRange whole = whole_range(spec);
    steps.low = whole.low;
    steps.high = whole.high;
  } else {
    const auto low = millionths(spec.range->low);
    const auto high = millionths(spec.range->high);
    if (!low || !high) return std::nullopt;
    steps.low = *low;
    steps.high = *high;
    steps.minus_zero = spec.range->low < 0 && *high >= 0;
  }
  steps.zero_too = spec.zero_probability > 0 && (steps.low > 0 || steps.high < 0);
  return steps;
}

std::uint64_t count(const Steps& steps) {
  return static_cast<std::uint64_t>(steps.high - steps.low) + 1 + (steps.zero_too ? 1 : 0) +
         (steps.minus_zero ? 1 : 0);
}

// By the type of the value, as in the Python tool: a default of 1 never equals a drawn 1.0.
bool default_can_be_drawn(const HyperparameterSpec& spec) {
  if (!spec.default_value) return false;
  std::optional<std::int64_t> at;
  if (spec.type == HyperparameterType::integer) {
    if (const auto* whole = std::get_if<std::int64_t>(&*spec.default_value)) at = *whole;
  } else if (const auto* real = std::get_if<double>(&*spec.default_value)) {
    at = millionths(*real);
  }
  const std::optional<Steps> steps = steps_of(spec);
  if (!at || !steps) return false;
  return (*at >= steps->low && *at <= steps->high) || (*at == 0 && steps->zero_too);
}

std::uint64_t drawable(const DrawSpace& space) {
  return space.combinations - (space.has_defaults ? 1 : 0);
}

}  // namespace

std::string uniqueness_key(const Hyperparameters& hyperparameters, Mode mode) {
  std::vector<std::pair<std::string, std::string>> parts;
  for (const NamedValue& entry : hyperparameters)
    parts.emplace_back(entry.name, key_text(entry.value));
  parts.emplace_back("__mode__", mode == Mode::parallel ? "parallel" : "nonparallel");
  std::ranges::sort(parts);
  std::string key;
  for (const auto& [name, text] : parts) key += name + '=' + text + '\n';
  return key;
}

DrawSpace draw_space(const std::vector<HyperparameterSpec>& parameters) {
  DrawSpace space{1, std::ranges::all_of(parameters, default_can_be_drawn)};
  for (const HyperparameterSpec& spec : parameters) {
    const std::optional<Steps> steps = steps_of(spec);
    const std::uint64_t factor = steps ? count(*steps) : kManyCombinations;
    if (space.combinations > kManyCombinations / factor) {
      space.combinations = kManyCombinations;
      break;
    }
    space.combinations *= factor;
  }
  return space;
}

UniqueDraws draw_unique(const std::vector<HyperparameterSpec>& parameters, Mode mode, int runs,
                        PythonRandom& random) {
  UniqueDraws draws;
  draws.space = draw_space(parameters);
  const auto asked = static_cast<std::uint64_t>(std::max(runs, 0));
  const std::uint64_t possible = drawable(draws.space);
  const std::uint64_t patience =
      std::max(kPythonAttempts, kAttemptsPerRun * std::min(asked, possible));
  std::unordered_set<std::string> seen = {uniqueness_key(defaults_of(parameters), mode)};
  while (draws.configurations.size() < asked) {
    // When all are drawn the rest of Python's attempts is still spent, so that the entries after
    // this one draw what they drew there. They differ only after an entry for which 1000 attempts
    // were too few: there the Python tool planned fewer runs, and we go on.
    const bool exhausted = draws.configurations.size() == possible;
    if (draws.attempts >= (exhausted ? kPythonAttempts : patience)) break;
    ++draws.attempts;
    Hyperparameters drawn;
    for (const HyperparameterSpec& spec : parameters)
      drawn.push_back({spec.name, draw_value(spec, random)});
    if (seen.insert(uniqueness_key(drawn, mode)).second)
      draws.configurations.push_back(std::move(drawn));
  }
  return draws;
}

std::string shortage_note(const UniqueDraws& draws,
                          const std::vector<HyperparameterSpec>& parameters, int runs) {
  const auto planned = draws.configurations.size();
  if (runs <= 0 || planned >= static_cast<std::size_t>(runs)) return "";
  const std::string end = fmt::format("{} were asked: {} planned", runs,
                                      planned == 1 ? "1 run" : fmt::format("{} runs", planned));
  if (planned < drawable(draws.space))
    return fmt::format("only {} distinct combinations were found in {} attempts, {}", planned,
                       draws.attempts, end);
  const bool reals = std::ranges::any_of(
      parameters, [](const auto& spec) { return spec.type == HyperparameterType::real; });
  std::string note =
      draws.space.combinations == 1
          ? "only one combination exists"
          : fmt::format("only {} distinct combinations exist", draws.space.combinations);
  if (reals) note += " (floats that agree to 6 decimals count as the same)";
  if (draws.space.has_defaults)
    note += fmt::format(", {} can be drawn (the defaults are left out)", planned);
  return note + ", " + end;
}

}  // namespace mutation
