#include "app/messages.h"

#include <fmt/format.h>

#include <cstdio>

namespace mutation {

void print_error(const Error& error) {
  fmt::print(stderr, "mutation: {}\n", error.message);
  if (!error.hint.empty()) fmt::print(stderr, "  {}\n", error.hint);
}

void print_problems(const std::vector<Problem>& problems) {
  for (const Problem& problem : problems) fmt::print(stderr, "{}\n", to_text(problem));
  fmt::print(stderr, "mutation: {} problem{}; nothing was started\n", problems.size(),
             problems.size() == 1 ? "" : "s");
}

}  // namespace mutation
