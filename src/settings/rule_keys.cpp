#include "settings/rule_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "settings/wording.h"

namespace mutation {
namespace {

constexpr NumberBounds kFraction{0, 1};
constexpr NumberBounds kTemperature{-20, 120};  // °C

constexpr std::array<NumberRuleKey, 7> kNumberKeys = {{
    {"start_temperature_celsius", &RuleOptions::start_temperature_celsius, kTemperature},
    {"start_temperature_band_celsius", &RuleOptions::start_temperature_band_celsius, {0.1, 100}},
    {"idle_temperature_celsius", &RuleOptions::idle_temperature_celsius, kTemperature},
    {"idle_power_watts", &RuleOptions::idle_power_watts, {0, 2000}},
    {"minimum_load_fraction", &RuleOptions::minimum_load_fraction, kFraction},
    {"foreign_cpu_max_fraction", &RuleOptions::foreign_cpu_max_fraction, kFraction},
    {"throttling_max_fraction", &RuleOptions::throttling_max_fraction, kFraction},
}};
constexpr std::string_view kWarmupRuns = "warmup_runs";

std::optional<std::string> read_word(ObjectReader& reader, const WordRuleKey& key) {
  const auto word = reader.text(key.name);
  if (!word || std::ranges::find(key.words, *word) != key.words.end()) return word;
  reader.report(key.name, fmt::format("unknown {} {}", key.name, in_quotes(*word)),
                suggestion_or_list(*word, key.words));
  return std::nullopt;
}

}  // namespace

std::span<const NumberRuleKey> number_rule_keys() {
  return kNumberKeys;
}

const std::vector<WordRuleKey>& word_rule_keys() {
  static const std::vector<WordRuleKey> kKeys = {
      {"cooling_policy",
       {"fixed", "settled", "match"},
       [](RuleOptions& rules, const std::string& word) {
         rules.cooling_policy = cooling_policy_of(word);
       }},
      {"strangers",
       {"wait", "refuse"},
       [](RuleOptions& rules, const std::string& word) {
         rules.strangers = stranger_policy_of(word);
       }},
  };
  return kKeys;
}

std::vector<std::string_view> rule_key_names() {
  std::vector<std::string_view> names;
  for (const NumberRuleKey& key : kNumberKeys) names.push_back(key.name);
  for (const WordRuleKey& key : word_rule_keys()) names.push_back(key.name);
  names.push_back(kWarmupRuns);
  return names;
}

RuleOptions read_rules(ObjectReader& reader) {
  RuleOptions options;
  for (const NumberRuleKey& key : kNumberKeys) {
    options.*key.field = reader.number(key.name, key.bounds);
  }
  for (const WordRuleKey& key : word_rule_keys()) {
    if (const auto word = read_word(reader, key)) key.set(options, *word);
  }
  options.warmup_runs = reader.whole(kWarmupRuns, 0, kMostWarmupRuns);
  return options;
}

}  // namespace mutation
