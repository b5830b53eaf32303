// Values to one spelling, spellings to 128 bits.
#include "plan/configuration_key.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>

#include "base/check.h"

namespace mutation {
namespace {

// Begins each part of a key, so that none runs into the next.
enum class Part : std::uint64_t { absent = 1, whole, real, text, flag };

// The finaliser of SplitMix64: every bit of the result depends on every bit of `word`.
std::uint64_t mixed(std::uint64_t word) {
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
  return word ^ (word >> 31);
}

void add(std::uint64_t word, ConfigurationKey& key) {
  key.high = mixed(key.high + 0x9E3779B97F4A7C15) ^ mixed(word + 0x632BE59BD9B4E019);
  key.low = mixed((key.low ^ word) + 0xD1B54A32D192ED03);
}

void add(Part part, std::uint64_t word, ConfigurationKey& key) {
  add(static_cast<std::uint64_t>(part), key);
  add(word, key);
}

void add_real(double value, ConfigurationKey& key) {
  if (!std::isfinite(value)) {
    add(Part::real, std::isnan(value) ? 1 : value > 0 ? 2 : 3, key);
    return;
  }
  const SixDigits rounded = six_digits(value);
  add(Part::real, static_cast<std::uint64_t>(rounded.digits), key);
  add(static_cast<std::uint64_t>(rounded.exponent), key);
}

bool is_whole(double value) {
  return std::trunc(value) == value && std::abs(value) <= 0x1p53;
}

void add_number(const Value& value, HyperparameterType type, ConfigurationKey& key) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  const double real = whole ? static_cast<double>(*whole) : std::get<double>(value);
  if (type == HyperparameterType::real) {
    add_real(real, key);
  } else if (whole || is_whole(real)) {
    const std::int64_t exact = whole ? *whole : static_cast<std::int64_t>(real);
    add(Part::whole, static_cast<std::uint64_t>(exact), key);
  } else {
    add_real(real, key);
  }
}

bool is_number(const Value& value) {
  return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

// None where it is neither.
std::optional<bool> as_flag(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  const std::string text = to_text(value);
  if (text == "true" || text == "True" || text == "1" || text == "1.0") return true;
  if (text == "false" || text == "False" || text == "0" || text == "0.0") return false;
  return std::nullopt;
}

}  // namespace

SixDigits six_digits(double value) {
  MUTATION_CHECK(std::isfinite(value));
  if (value == 0) return {};
  char text[32];
  // "-1.23457e-05": rounded from the exact decimal expansion.
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, 5);
  const char* at = text;
  const bool negative = *at == '-';
  if (negative) ++at;
  SixDigits rounded;
  for (; *at != 'e'; ++at) {
    if (*at != '.') rounded.digits = rounded.digits * 10 + (*at - '0');
  }
  ++at;
  if (*at == '+') ++at;
  std::from_chars(at, end.ptr, rounded.exponent);
  if (negative) rounded.digits = -rounded.digits;
  return rounded;
}

ConfigurationKey joined(ConfigurationKey first, const ConfigurationKey& second) {
  add(second.high, first);
  add(second.low, first);
  return first;
}

void add_to_key(const std::string& text, ConfigurationKey& key) {
  add(Part::text, text.size(), key);
  for (std::size_t at = 0; at < text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, std::min(sizeof word, text.size() - at));
    add(word, key);
  }
}

void add_to_key(const Value& value, HyperparameterType type, ConfigurationKey& key) {
  if (type == HyperparameterType::boolean) {
    if (const auto flag = as_flag(value)) {
      add(Part::flag, *flag ? 1 : 0, key);
      return;
    }
  }
  if (type != HyperparameterType::text && is_number(value)) {
    add_number(value, type, key);
  } else {
    add_to_key(to_text(value), key);
  }
}

ConfigurationKeys::ConfigurationKeys(const RepoSpec& repo, const std::string& model, bool parallel)
    : repo_(repo), model_(model), specs_(hyperparameters_for(repo, model)) {
  add_to_key(repo.name, start_);
  add_to_key(model, start_);
  add(Part::flag, parallel ? 1 : 0, start_);
}

ConfigurationKey ConfigurationKeys::of(const Hyperparameters& given) const {
  ConfigurationKey key = start_;
  for (const HyperparameterSpec& spec : specs_) {
    const Value* value = find(given, spec.name);
    if (!value && spec.default_value) value = &*spec.default_value;
    const bool counted = value && (spec.conditions.empty() || counts(repo_, model_, spec, given));
    if (counted) {
      add_to_key(*value, spec.type, key);
    } else {
      add(Part::absent, 0, key);
    }
  }
  return key;
}

}  // namespace mutation
