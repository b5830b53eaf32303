// Small pieces of JSON that several .cpp files of this folder need. Includes the library: for .cpp
// files only.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "record/json.h"

namespace mutation {

inline Json or_null(const std::optional<double>& number) {
  return number ? Json(*number) : Json();
}
inline Json or_null(const std::optional<int>& number) {
  return number ? Json(*number) : Json();
}
inline Json or_null(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json();
}
// "" stands for a text that is not known.
inline Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}
inline Json or_null(const std::optional<bool>& flag) {
  return flag ? Json(*flag) : Json();
}
inline Json or_null(const std::optional<Seconds>& time) {
  return time ? Json(time->count()) : Json();
}
template <typename Unit>
Json or_null(const std::optional<Amount<Unit>>& amount) {
  return amount ? Json(amount->value) : Json();
}

// An array of json_of(element), found where it is used.
template <typename Element>
Json array_of(const std::vector<Element>& elements) {
  Json array = Json::array();
  for (const Element& element : elements) array.push_back(json_of(element));
  return array;
}

}  // namespace mutation
