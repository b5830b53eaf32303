// JSON text into a tree whose every value knows its line, so that a reader can say where something
// is wrong. Knows nothing of settings or catalogues.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "settings/problem.h"

namespace mutation {

enum class JsonKind {
  null,
  boolean,
  integer,
  real,
  text,
  array,
  object,
  unusable,  // a value that was already reported as a problem; readers pass over it in silence
};

// A value, and the key it stands under where its parent is an object.
struct JsonNode {
  std::string key;
  int key_line = 0;  // from 1
  JsonKind kind = JsonKind::null;
  int line = 0;  // from 1: where the value begins
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;  // finite
  std::string text;
  std::vector<JsonNode> children;  // of an array or object, in the order of the file
};

// `complete` is false when the text broke off at a syntax error; then `root` must not be read.
struct JsonDocument {
  bool complete = false;
  JsonNode root;
  std::vector<Problem> problems;
};

// Deeper nesting than this is a problem: no settings file has it, and readers recurse.
inline constexpr int kMaxJsonDepth = 64;

// Strict JSON (RFC 8259) in UTF-8; a byte order mark at the start is passed over. Reported as
// problems: syntax, bytes that are not UTF-8, duplicate keys other than comment and note (the first
// one stays in the tree), nesting beyond kMaxJsonDepth, whole numbers beyond 64 bits, floats that a
// double cannot hold, texts with a NUL character. Integers and floats stay apart and exact.
JsonDocument parse_json(std::string_view text, const std::string& file);

// The direct child of an object under that key, null if there is none.
const JsonNode* find_member(const JsonNode& object, std::string_view key);

}  // namespace mutation
