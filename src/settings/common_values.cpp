#include "settings/common_values.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "judge/judge.h"
#include "settings/wording.h"

namespace mutation {
namespace {

constexpr std::int64_t kTwoTo53 = std::int64_t{1} << 53;  // to here every integer is a double

std::optional<Value> integer_value(const JsonNode& node) {
  if (node.kind == JsonKind::integer) return node.integer;
  const bool whole = node.kind == JsonKind::real && node.real == std::trunc(node.real) &&
                     std::abs(node.real) <= static_cast<double>(kTwoTo53);
  return whole ? std::optional<Value>(static_cast<std::int64_t>(node.real)) : std::nullopt;
}

std::optional<Value> real_value(const JsonNode& node) {
  if (node.kind == JsonKind::real) return node.real;
  const bool exact =
      node.kind == JsonKind::integer && node.integer >= -kTwoTo53 && node.integer <= kTwoTo53;
  return exact ? std::optional<Value>(static_cast<double>(node.integer)) : std::nullopt;
}

std::optional<Value> text_value(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::text:
      return node.text;
    case JsonKind::boolean:
      return to_text(Value(node.boolean));
    case JsonKind::integer:
      return to_text(Value(node.integer));
    case JsonKind::real:
      return to_text(Value(node.real));
    default:
      return std::nullopt;
  }
}

// The program sets these for every training, so a value given here would be lost.
std::string set_by(std::string_view name) {
  if (name == "CUDA_VISIBLE_DEVICES" || name == "CUDA_DEVICE_ORDER") {
    return "choose the GPUs with \"devices\"";
  }
  return name == "MUTATION_RUN_ID" ? "choose another name" : "";
}

// Whether the name is fit for an environment; else a problem.
bool check_variable(const JsonPlace& variable, ProblemList& problems) {
  const std::string& name = variable.node->key;
  const int line = variable.node->key_line;
  if (name.empty() || name.find_first_of(std::string("=\0", 2)) != std::string::npos) {
    problems.add(line, variable.path, "is no name of an environment variable");
    return false;
  }
  if (std::string instead = set_by(name); !instead.empty()) {
    problems.add(line, variable.path, "is set for every training by the program itself",
                 std::move(instead));
    return false;
  }
  return true;
}

}  // namespace

std::optional<Value> read_value(const JsonPlace& place, HyperparameterType type,
                                ProblemList& problems) {
  std::optional<Value> value;
  std::string_view wanted;
  switch (type) {
    case HyperparameterType::integer:
      value = integer_value(*place.node);
      wanted = "a whole number";
      break;
    case HyperparameterType::real:
      value = real_value(*place.node);
      wanted = place.node->kind == JsonKind::integer ? "a number that a float holds exactly"
                                                     : "a number";
      break;
    case HyperparameterType::boolean:
      if (place.node->kind == JsonKind::boolean) value = place.node->boolean;
      wanted = "true or false";
      break;
    case HyperparameterType::text:
      value = text_value(*place.node);
      wanted = "a text or a number";
      break;
  }
  if (!value) report_wrong_type(problems, place, wanted);
  return value;
}

bool check_choice(const JsonPlace& place, const HyperparameterSpec& spec, const Value& value,
                  ProblemList& problems) {
  if (spec.type != HyperparameterType::text || spec.choices.empty()) return true;
  std::vector<std::string> known;
  for (const Value& choice : spec.choices) {
    if (same_value(choice, value)) return true;
    known.push_back(to_text(choice));
  }
  const std::string text = to_text(value);
  problems.add(place.node->line, place.path,
               fmt::format("{} has no choice {}", in_quotes(spec.name), in_quotes(text)),
               suggestion_or_list(text, known));
  return false;
}

std::optional<Value> read_value_of(const JsonPlace& place, const HyperparameterSpec& spec,
                                   ProblemList& problems) {
  auto value = read_value(place, spec.type, problems);
  if (!value || !check_choice(place, spec, *value, problems)) return std::nullopt;
  return value;
}

bool check_pattern_at(const JsonPlace& place, const std::string& pattern, ProblemList& problems) {
  const Status usable = check_pattern(pattern);
  if (usable) return true;
  problems.add(place.node->line, place.path,
               "is no usable regular expression: " + usable.error().message, usable.error().hint);
  return false;
}

std::string read_pattern(ObjectReader& reader, std::string_view key) {
  const auto place = reader.take(key);
  if (!place) return "";
  const std::string pattern = read_text(*place, reader.problems()).value_or("");
  return pattern.empty() || check_pattern_at(*place, pattern, reader.problems()) ? pattern : "";
}

std::vector<std::string> read_patterns(ObjectReader& reader, std::string_view key) {
  std::vector<std::string> patterns;
  const auto place = reader.take(key);
  const auto items = place ? read_distinct_texts(*place, reader.problems()) : std::nullopt;
  if (!items) return patterns;
  for (const JsonPlace& item : *items) {
    if (check_pattern_at(item, item.node->text, reader.problems())) {
      patterns.push_back(item.node->text);
    }
  }
  return patterns;
}

Environment read_environment(ObjectReader& reader, std::string_view key) {
  const auto place = reader.object(key);
  if (!place) return {};
  Environment environment;
  for (const JsonNode& child : place->node->children) {
    const JsonPlace variable{&child, member_path(place->path, child.key)};
    if (!check_variable(variable, reader.problems())) continue;
    if (child.kind == JsonKind::text) {
      environment.emplace_back(child.key, child.text);
      continue;
    }
    const auto as_text = text_value(child);
    const auto* written = as_text ? std::get_if<std::string>(&*as_text) : nullptr;
    report_wrong_type(reader.problems(), variable, "a text",
                      written ? fmt::format("write {}", in_quotes(*written)) : "");
  }
  return environment;
}

}  // namespace mutation
