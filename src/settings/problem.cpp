#include "settings/problem.h"

#include <fmt/format.h>

namespace mutation {

std::string to_text(const Problem& problem) {
  std::string text;
  if (!problem.file.empty()) {
    text = problem.line > 0 ? fmt::format("{}:{}: ", problem.file, problem.line)
                            : fmt::format("{}: ", problem.file);
  }
  if (!problem.path.empty()) text += problem.path + ": ";
  text += problem.text;
  if (!problem.suggestion.empty()) text += fmt::format(" ({})", problem.suggestion);
  return text;
}

}  // namespace mutation
