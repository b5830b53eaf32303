// The rules of a settings file (model/rules.h): names, fields and limits in one place. The same
// names serve the top level, entries and (with dashes) the command line.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/rules.h"
#include "settings/object_reader.h"

namespace mutation {

struct NumberRuleKey {
  std::string_view name;  // "start_temperature_celsius"
  std::optional<double> RuleOptions::*field;
  NumberBounds bounds;
};

// One of several words.
struct WordRuleKey {
  std::string_view name;  // "cooling_policy"
  std::vector<std::string> words;
  // REQUIRES: the word is one of them.
  std::function<void(RuleOptions&, const std::string&)> set;
};

inline constexpr int kMostWarmupRuns = 100;

std::span<const NumberRuleKey> number_rule_keys();
const std::vector<WordRuleKey>& word_rule_keys();
// All of them, "warmup_runs" too.
std::vector<std::string_view> rule_key_names();

// Consumes all of them.
RuleOptions read_rules(ObjectReader& reader);

}  // namespace mutation
