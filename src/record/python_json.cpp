#include "record/python_json.h"

#include <array>

namespace mutation {
namespace {

// The longer word first: one begins with the other's letters.
constexpr std::array<std::string_view, 3> kWords = {"-Infinity", "Infinity", "NaN"};

size_t word_length(std::string_view text) {
  for (const std::string_view word : kWords) {
    if (text.starts_with(word)) return word.size();
  }
  return 0;
}

}  // namespace

std::string without_python_words(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  bool in_text = false;
  for (size_t i = 0; i < text.size();) {
    const size_t length = in_text ? 0 : word_length(text.substr(i));
    if (length > 0) {
      plain += "null";
      i += length;
      continue;
    }
    if (text[i] == '\\' && in_text && i + 1 < text.size())
      plain += text[i++];
    else if (text[i] == '"')
      in_text = !in_text;
    plain += text[i++];
  }
  return plain;
}

}  // namespace mutation
