#include "model/value.h"

#include "base/text.h"

namespace mutation {
namespace {

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

const double* as_number(const Value& value, double& storage) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return &(storage = double(*whole));
  return std::get_if<double>(&value);
}

}  // namespace

std::string to_text(const Value& value) {
  return std::visit(Overloaded{[](bool flag) { return std::string(flag ? "true" : "false"); },
                               [](std::int64_t whole) { return std::to_string(whole); },
                               [](double real) { return shortest(real); },
                               [](const std::string& text) { return text; }},
                    value);
}

std::string to_text(const Hyperparameters& hyperparameters) {
  std::string text;
  for (const NamedValue& entry : hyperparameters) {
    if (!text.empty()) text += ' ';
    text += entry.name + "=" + to_text(entry.value);
  }
  return text;
}

const Value* find(const Hyperparameters& hyperparameters, const std::string& name) {
  for (const NamedValue& entry : hyperparameters) {
    if (entry.name == name) return &entry.value;
  }
  return nullptr;
}

bool same_value(const Value& a, const Value& b) {
  double a_storage = 0;
  double b_storage = 0;
  const double* a_number = as_number(a, a_storage);
  const double* b_number = as_number(b, b_storage);
  if (a_number && b_number) return *a_number == *b_number;
  return a == b;
}

}  // namespace mutation
