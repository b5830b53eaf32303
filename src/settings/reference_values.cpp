#include "settings/reference_values.h"

#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <cstdlib>

#include "base/text.h"
#include "settings/wording.h"

namespace mutation {
namespace {

// Whole numbers of Python have no end, those of Value have 64 bits: the rest are their digits.
Value whole_value(const std::string& digits) {
  errno = 0;
  const std::int64_t value = std::strtoll(digits.c_str(), nullptr, 10);
  return errno == ERANGE ? Value(digits) : Value(value);
}

// int("12"), int(" -1_000 "): digits, a sign, single underscores between digits.
std::optional<Value> whole_of_text(std::string_view text) {
  text = trimmed(text);
  std::string digits;
  if (text.starts_with('-')) digits = "-";
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  bool after_digit = false;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && !(c == '_' && after_digit)) return std::nullopt;
    if (digit) digits += c;
    after_digit = digit;
  }
  if (!after_digit) return std::nullopt;
  return whole_value(digits);
}

std::optional<Value> passed_whole(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::boolean:
      return Value(std::int64_t{node.boolean ? 1 : 0});
    case JsonKind::integer:
      return Value(node.integer);
    case JsonKind::real:
      if (!std::isfinite(node.real)) return std::nullopt;
      return whole_value(fmt::format("{:.0f}", std::trunc(node.real) + 0.0));
    case JsonKind::text:
      return whole_of_text(node.text);
    case JsonKind::unusable:
      return Value(node.text);
    default:
      return std::nullopt;
  }
}

std::optional<Value> passed_real(const JsonNode& node) {
  const auto number = python_number(node);
  if (!number) return std::nullopt;
  if (std::isfinite(*number)) return Value(*number);
  if (node.kind == JsonKind::unusable) return std::nullopt;  // int too large for a float
  return Value(fmt::format("{}", *number));
}

}  // namespace

bool is_truthy(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::null:
      return false;
    case JsonKind::boolean:
      return node.boolean;
    case JsonKind::integer:
      return node.integer != 0;
    case JsonKind::real:
      return node.real != 0;
    case JsonKind::text:
      return !node.text.empty();
    case JsonKind::array:
    case JsonKind::object:
      return !node.children.empty();
    case JsonKind::unusable:
      return true;
  }
  return true;
}

std::optional<double> python_number(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::boolean:
      return node.boolean ? 1 : 0;
    case JsonKind::integer:
      return static_cast<double>(node.integer);
    case JsonKind::real:
      return node.real;
    case JsonKind::unusable:
      return std::strtod(node.text.c_str(), nullptr);
    default:
      return std::nullopt;
  }
}

bool is_python_int(const JsonNode& node) {
  return node.kind == JsonKind::boolean || node.kind == JsonKind::integer ||
         node.kind == JsonKind::unusable;
}

bool is_hashable(const JsonNode& node) {
  return node.kind != JsonKind::array && node.kind != JsonKind::object;
}

std::optional<std::string> python_str(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::null:
      return "None";
    case JsonKind::boolean:
      return node.boolean ? "True" : "False";
    case JsonKind::integer:
      return std::to_string(node.integer);
    case JsonKind::real:
      return std::isfinite(node.real) ? shortest(node.real) : fmt::format("{}", node.real);
    case JsonKind::text:
    case JsonKind::unusable:
      return node.text;
    default:
      return std::nullopt;
  }
}

std::optional<Value> passed_value(const JsonNode& node, HyperparameterType type) {
  if (type == HyperparameterType::integer) return passed_whole(node);
  if (type == HyperparameterType::real) return passed_real(node);
  if (type == HyperparameterType::boolean && node.kind == JsonKind::boolean)
    return Value(node.boolean);
  const auto text = python_str(node);
  return text ? std::optional<Value>(*text) : std::nullopt;
}

std::string shown(const JsonNode& node) {
  const bool number =
      node.kind == JsonKind::unusable || (node.kind == JsonKind::real && !std::isfinite(node.real));
  return number ? "the number " + python_str(node).value_or("") : description(node);
}

}  // namespace mutation
