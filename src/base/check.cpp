#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace mutation {

void promise_broken(const char* file, int line, const char* text) {
  std::fprintf(stderr, "%s:%d: promise broken: %s\n", file, line, text);
  std::abort();
}

}  // namespace mutation
