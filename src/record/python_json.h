// JSON as Python's json module writes it.
#pragma once

#include <string>
#include <string_view>

namespace mutation {

// The same text with null for each NaN, Infinity and -Infinity that stands outside of texts: Python
// writes these for numbers, JSON has no such words.
std::string without_python_words(std::string_view text);

}  // namespace mutation
