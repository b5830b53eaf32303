// Assertions that stay on in release builds: a broken promise inside the program ends it at once,
// naming the promise and the place. Never used for what users or the machine can cause.
#pragma once

namespace mutation {

// Prints "file:line: promise broken: text" to standard error and aborts.
[[noreturn]] void promise_broken(const char* file, int line, const char* text);

}  // namespace mutation

#define MUTATION_CHECK(condition)                                                 \
  do {                                                                            \
    if (!(condition)) ::mutation::promise_broken(__FILE__, __LINE__, #condition); \
  } while (false)
