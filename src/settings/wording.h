// How problems speak: values, paths and suggestions in words. No policy about what is a problem.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "settings/json_tree.h"

namespace mutation {

// The text in double quotes for a message: control characters escaped, long text cut.
std::string in_quotes(std::string_view text);

// What a value is: "the text \"ten\"", "the number 1.5", "an array".
std::string description(const JsonNode& node);

// "experiments[0]" + "repo" -> "experiments[0].repo"; keys that are no plain word are bracketed:
// "models[\"a b\"]".
std::string member_path(std::string_view path, std::string_view key);
// "experiments" + 0 -> "experiments[0]".
std::string item_path(std::string_view path, size_t index);

// "did you mean \"epochs\"?", or "" when nothing known is near.
std::string suggestion_for(std::string_view typed, std::span<const std::string> known);
// The same, else "known: a, b, c".
std::string suggestion_or_list(std::string_view typed, std::span<const std::string> known);

}  // namespace mutation
