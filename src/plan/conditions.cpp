#include "plan/conditions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace mutation {
namespace {

const HyperparameterSpec* drawn_spec(const std::string& name, const PossibleValues& possible) {
  const auto drawn = std::ranges::find(possible.drawn, name, &HyperparameterSpec::name);
  return drawn == possible.drawn.end() ? nullptr : &*drawn;
}

// What it is where it is not drawn; null: not known.
const Value* settled_value(const HyperparameterSpec& spec, const PossibleValues& possible) {
  if (const Value* given = find(possible.given, spec.name)) return given;
  const std::optional<Value>& usual = default_for(spec, possible.model);
  return usual ? &*usual : nullptr;
}

bool can_be_drawn_as(const HyperparameterSpec& spec, const Value& wanted) {
  if (!spec.choices.empty())
    return std::ranges::any_of(spec.choices,
                               [&](const Value& choice) { return same_value(choice, wanted); });
  const auto* const whole = std::get_if<std::int64_t>(&wanted);
  const auto* const real = std::get_if<double>(&wanted);
  if (!whole && !real) return false;
  const double number = whole ? static_cast<double>(*whole) : *real;
  const bool in_range = spec.range && spec.range->low <= number && number <= spec.range->high;
  return in_range || (number == 0 && spec.zero_probability > 0);
}

bool can_hold(const Condition& condition, const HyperparameterSpec& other,
              const PossibleValues& possible) {
  const HyperparameterSpec* const drawn = drawn_spec(other.name, possible);
  const Value* const settled = settled_value(other, possible);
  return std::ranges::any_of(condition.values, [&](const Value& wanted) {
    if (drawn && can_be_drawn_as(*drawn, wanted)) return true;
    return (!drawn || possible.some_at_a_time) && settled && same_value(wanted, *settled);
  });
}

std::string texts_of(const std::vector<Value>& values) {
  std::vector<std::string> texts;
  for (const Value& value : values) texts.push_back("\"" + to_text(value) + "\"");
  return joined(texts, " or ");
}

std::string what_it_is(const HyperparameterSpec& other, const PossibleValues& possible) {
  if (drawn_spec(other.name, possible)) return "is drawn from other values";
  const Value* const settled = settled_value(other, possible);
  if (!settled) return "has no known default";
  return fmt::format("is \"{}\"{}", to_text(*settled),
                     find(possible.given, other.name) ? "" : " by default");
}

}  // namespace

std::optional<Error> never_counts(const HyperparameterSpec& spec, const PossibleValues& possible) {
  for (const Condition& condition : spec.conditions) {
    const HyperparameterSpec* const other = find_hyperparameter(possible.repo, condition.name);
    if (!other) return Error{fmt::format("\"{}\" never counts", spec.name), {}};
    if (auto why = never_counts(*other, possible))
      return Error{fmt::format("\"{}\" counts only where \"{}\" does, and {}", spec.name,
                               other->name, why->message),
                   std::move(why->hint)};
    if (!can_hold(condition, *other, possible))
      return Error{
          fmt::format("\"{}\" counts only where \"{}\" is {}, which here {}", spec.name,
                      other->name, texts_of(condition.values), what_it_is(*other, possible)),
          fmt::format("give \"{}\" such a value, or draw it from such", other->name)};
  }
  return std::nullopt;
}

std::vector<Error> given_in_vain(const PossibleValues& possible) {
  std::vector<Error> problems;
  for (const NamedValue& given : possible.given) {
    const HyperparameterSpec* const spec = find_hyperparameter(possible.repo, given.name);
    if (!spec) continue;
    if (auto why = never_counts(*spec, possible))
      problems.push_back({fmt::format("\"{}\" is given in vain: {}", given.name, why->message),
                          why->hint + ", or remove \"" + given.name + "\""});
  }
  return problems;
}

Error all_of(const std::vector<Error>& problems) {
  if (problems.size() == 1) return problems.front();
  std::vector<std::string> texts;
  for (const Error& problem : problems) texts.push_back(to_text(problem));
  return {joined(texts, "; "), {}};
}

Status check_given(const RepoSpec& repo, const TrainingRequest& request) {
  const std::vector<Error> problems =
      given_in_vain({repo, request.model, request.hyperparameters, {}});
  return problems.empty() ? Status() : Status(all_of(problems));
}

}  // namespace mutation
