// JSON text as Python's json module reads it: NaN and infinities are numbers, and of a key that
// stands twice the last value counts. Only for files that are read as the Python tool read them;
// everything else is read strictly (json_tree.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "settings/json_tree.h"
#include "settings/problem.h"

namespace mutation {

// Either the tree or the problem. Reals may be infinite or NaN. A whole number beyond 64 bits is
// `unusable` with its digits in `text`. A lone surrogate becomes U+FFFD.
struct ReferenceJson {
  std::optional<JsonNode> root;
  std::optional<Problem> problem;
};

// A problem: syntax, bytes that are not UTF-8, a byte order mark (Python refuses it), nesting
// beyond kMaxJsonDepth. Pure.
ReferenceJson parse_reference_json(std::string_view text, const std::string& file);

}  // namespace mutation
