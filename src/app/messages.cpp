#include "app/messages.h"

#include <fmt/format.h>

#include <cstdio>

namespace mutation {

void print_line(std::FILE* stream, const std::string& line) {
  // Whoever listened may be gone; that must not end the program.
  (void)std::fputs((line + "\n").c_str(), stream);
}

void print_error(const Error& error) {
  print_line(stderr, "mutation: " + error.message);
  if (!error.hint.empty()) print_line(stderr, "  " + error.hint);
}

void print_warning(const Error& warning) {
  print_error({"warning: " + warning.message, warning.hint});
}

void print_problems(const std::vector<Problem>& problems) {
  for (const Problem& problem : problems) print_line(stderr, to_text(problem));
  print_line(stderr, fmt::format("mutation: {} problem{}; nothing was started", problems.size(),
                                 problems.size() == 1 ? "" : "s"));
}

}  // namespace mutation
