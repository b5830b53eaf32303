// One table of keys, so that reading, writing and listing cannot disagree.
#include "measure/simulated_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <set>

#include "base/text.h"

namespace mutation {
namespace {

constexpr double kMostSeconds = 1e6;
constexpr double kMostWatts = 1e5;
constexpr double kMostCelsius = 1000;
constexpr double kMostSeed = 4294967295;
// Shorter ones would have the model do nothing but update them.
constexpr double kShortestTime = 0.001;

struct Option {
  std::string key;
  double least;
  double most;
  std::function<double(const SimulatedGpuOptions&)> get;
  std::function<void(SimulatedGpuOptions&, double)> set;
};

template <typename Unit>
Option amount(std::string key, double least, double most,
              Amount<Unit> SimulatedGpuOptions::*member) {
  return {
      std::move(key), least, most,
      [member](const SimulatedGpuOptions& options) { return (options.*member).value; },
      [member](SimulatedGpuOptions& options, double value) { (options.*member).value = value; }};
}

Option seconds(std::string key, double least, Seconds SimulatedGpuOptions::*member) {
  return {
      std::move(key), least, kMostSeconds,
      [member](const SimulatedGpuOptions& options) { return (options.*member).count(); },
      [member](SimulatedGpuOptions& options, double value) { options.*member = Seconds(value); }};
}

std::vector<Option> all_options() {
  using O = SimulatedGpuOptions;
  return {
      amount("idle_watts", 0, kMostWatts, &O::idle),
      amount("full_watts", 0, kMostWatts, &O::full),
      seconds("time_constant_seconds", kShortestTime, &O::time_constant),
      amount("ambient_celsius", -kMostCelsius, kMostCelsius, &O::ambient),
      {"celsius_per_watt", 0, kMostCelsius, [](const O& o) { return o.celsius_per_watt; },
       [](O& o, double value) { o.celsius_per_watt = value; }},
      amount("ambient_drift_celsius_per_hour", -kMostCelsius, kMostCelsius,
             &O::ambient_drift_per_hour),
      amount("ambient_swing_celsius", 0, kMostCelsius, &O::ambient_swing),
      seconds("ambient_swing_seconds", kShortestTime, &O::ambient_swing_period),
      seconds("idle_lag_seconds", 0, &O::idle_lag),
      amount("idle_lag_watts", 0, kMostWatts, &O::idle_lag_power),
      amount("noise_celsius", 0, kMostCelsius, &O::temperature_noise),
      amount("noise_watts", 0, kMostWatts, &O::power_noise),
      amount("step_celsius", 0, kMostCelsius, &O::temperature_step),
      {"seed", 0, kMostSeed, [](const O& o) { return static_cast<double>(o.seed); },
       [](O& o, double value) { o.seed = static_cast<std::uint64_t>(value); }},
      seconds("update_seconds", 0, &O::update),
      seconds("averaging_seconds", 0, &O::averaging),
      seconds("counter_update_seconds", 0, &O::counter_update),
  };
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

// What is wrong with one "KEY=VALUE"; "" when it has been taken into `options`.
std::string take(std::string_view word, std::set<std::string>& seen, SimulatedGpuOptions& options) {
  const size_t equals = word.find('=');
  if (equals == std::string_view::npos)
    return fmt::format("\"{}\" is not of the form KEY=VALUE", word);
  const std::string key(trimmed(word.substr(0, equals)));
  const std::string_view text = trimmed(word.substr(equals + 1));
  const std::vector<Option> known = all_options();
  const auto option = std::ranges::find(known, key, &Option::key);
  if (option == known.end()) {
    const auto meant = did_you_mean(key, simulated_gpu_keys());
    return fmt::format("\"{}\" is no option of the simulated GPU{}", key,
                       meant ? fmt::format(": did you mean \"{}\"?", *meant) : "");
  }
  if (!seen.insert(key).second) return fmt::format("\"{}\" is given twice", key);
  const std::optional<double> value = number(text);
  if (!value) return fmt::format("{}: \"{}\" is no number", key, text);
  if (*value < option->least || *value > option->most)
    return fmt::format("{}: {} is not within {} and {}", key, text, option->least, option->most);
  option->set(options, *value);
  return {};
}

}  // namespace

std::vector<std::string> simulated_gpu_keys() {
  std::vector<std::string> keys;
  for (const Option& option : all_options()) keys.push_back(option.key);
  return keys;
}

Result<SimulatedGpuOptions> parse_simulated_gpu(std::string_view text) {
  SimulatedGpuOptions options;
  std::vector<std::string> wrong;
  std::set<std::string> seen;
  if (!trimmed(text).empty()) {
    for (const std::string& word : split(text, ',')) {
      if (std::string problem = take(trimmed(word), seen, options); !problem.empty())
        wrong.push_back(std::move(problem));
    }
  }
  const auto short_update = [](Seconds update) {
    return update > Seconds(0) && update < Seconds(kShortestTime);
  };
  if (short_update(options.update) || short_update(options.counter_update))
    wrong.push_back("an update every 0.001 s is the fastest there is");
  if (options.full < options.idle) wrong.push_back("full_watts is less than idle_watts");
  if (!wrong.empty())
    return Error{joined(wrong, "; "), "its options: " + joined(simulated_gpu_keys(), ", ")};
  return options;
}

std::string to_text(const SimulatedGpuOptions& options) {
  std::vector<std::string> words;
  for (const Option& option : all_options()) {
    const double value = option.get(options);
    if (value != option.get(SimulatedGpuOptions{}))
      words.push_back(option.key + "=" + shortest(value));
  }
  return joined(words, ",");
}

}  // namespace mutation
