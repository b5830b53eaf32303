// What is wrong with a file, and where. All problems of all files are listed together.
#pragma once

#include <string>
#include <vector>

namespace mutation {

struct Problem {
  std::string file;
  int line = 0;      // from 1; 0: the file as a whole
  std::string path;  // "experiments[0].foreground.repo"; "" for the top
  std::string text;
  std::string suggestion;  // "did you mean \"learning_rate\"?"; may be ""
};

// "settings/a.json:12: experiments[0].repo: text (suggestion)".
std::string to_text(const Problem& problem);

}  // namespace mutation
