// What is wrong with JSON text that cannot be read, in words that somebody who wrote the file by
// hand understands. Only words: the reading itself is in json_tree.cpp.
#pragma once

#include <string>
#include <string_view>

namespace mutation {

// What the last thing was that was read without fault.
enum class JsonStep { nothing, opening, key, value };

// Where reading stopped.
struct SyntaxStop {
  std::string_view text;  // the whole file
  size_t good_end = 0;    // end of the last good value, key or opening bracket
  JsonStep last = JsonStep::nothing;
  char open = 0;                 // '{' or '[': the innermost one that is open; 0: none
  int open_line = 0;             // its line
  std::string_view parser_says;  // the library's message
};

struct SyntaxWords {
  std::string text;
  std::string suggestion;
};
SyntaxWords syntax_words(const SyntaxStop& stop);

}  // namespace mutation
