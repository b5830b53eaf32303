// Pieces that the from_json files share. They throw nlohmann's exceptions; `guarded` turns those
// into errors before they leave. Includes the library: for .cpp files only.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/run_record.h"
#include "record/json.h"
#include "record/words.h"

namespace mutation {

// What `read` makes of the text's JSON, or an Error saying what was wrong with `what`.
template <typename Read>
auto guarded(std::string_view text, const std::string& what, Read read)
    -> Result<decltype(read(Json()))> {
  const Result<Json> json = parse_stored_json(text, what);
  if (!json) return json.error();
  try {
    return read(*json);
  } catch (const std::exception& failure) {  // Json::exception and std::invalid_argument below
    return Error{"read " + what + ": " + failure.what(), {}};
  }
}

// The library cuts whole numbers to the type asked for, and floats too; these are errors here.
template <typename T>
T whole_number(const Json& field, const char* name) {
  if (field.is_number_unsigned() && std::in_range<T>(field.get<std::uint64_t>()))
    return static_cast<T>(field.get<std::uint64_t>());
  if (field.is_number_integer() && !field.is_number_unsigned() &&
      std::in_range<T>(field.get<std::int64_t>()))
    return static_cast<T>(field.get<std::int64_t>());
  throw std::invalid_argument("no whole number that fits in field " + std::string(name));
}

template <typename T>
T value_in(const Json& field, const char* name) {
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
    return whole_number<T>(field, name);
  else
    return field.get<T>();
}

template <typename T>
void take(const Json& object, const char* name, T& into) {
  into = value_in<T>(object.at(name), name);
}

template <typename T>
void take(const Json& object, const char* name, std::optional<T>& into) {
  const Json& field = object.at(name);
  into = field.is_null() ? std::nullopt : std::optional<T>(value_in<T>(field, name));
}

inline void take(const Json& object, const char* name, Seconds& into) {
  into = Seconds(object.at(name).get<double>());
}

inline void take(const Json& object, const char* name, std::optional<Seconds>& into) {
  const Json& field = object.at(name);
  into = field.is_null() ? std::nullopt : std::optional(Seconds(field.get<double>()));
}

template <typename Unit>
void take(const Json& object, const char* name, std::optional<Amount<Unit>>& into) {
  const Json& field = object.at(name);
  into = field.is_null() ? std::nullopt : std::optional(Amount<Unit>{field.get<double>()});
}

// For a field that older records do not have: `into` stays as it is where it is missing.
template <typename T>
void take_if_there(const Json& object, const char* name, T& into) {
  if (object.contains(name)) take(object, name, into);
}

void take(const Json& object, const char* name, Environment& into);
void take(const Json& object, const char* name, Hyperparameters& into);
// A moment that was not set comes back as Instant{}.
void take(const Json& object, const char* name, Instant& into);
void take(const Json& object, const char* name, std::optional<Instant>& into);

// As json_of(EnergyMetrics) wrote it.
EnergyMetrics energy_metrics_of(const Json& json);
// As json_of(SessionLimits) wrote it.
SessionLimits limits_of(const Json& json);
// As json_of(Tariff) wrote it into the field "electricity", which records of earlier programs lack.
Tariff tariff_in(const Json& object);

// The value among `all` whose text stands in the field. Throws std::invalid_argument for another.
template <typename Enum>
void take_word(const Json& object, const char* name, std::initializer_list<Enum> all, Enum& into) {
  const auto text = object.at(name).get<std::string>();
  for (const Enum candidate : all) {
    if (to_text(candidate) == text) {
      into = candidate;
      return;
    }
  }
  throw std::invalid_argument("unknown word \"" + text + "\" in field " + name);
}

// read(element) for each element of an array.
template <typename Read>
auto each(const Json& array, Read read) {
  std::vector<decltype(read(array))> elements;
  for (const Json& element : array) elements.push_back(read(element));
  return elements;
}

// The same of a field that older records do not have: none where it is missing.
template <typename Read>
auto each_if_there(const Json& object, const char* name, Read read) {
  return object.contains(name) ? each(object.at(name), read) : decltype(each(object, read))();
}

}  // namespace mutation
