// Errors to standard error, all in the same form.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "base/result.h"
#include "settings/problem.h"

namespace mutation {

// One line; a stream that cannot be written to any more is ignored.
void print_line(std::FILE* stream, const std::string& line);

// "mutation: message" and, indented below, the hint.
void print_error(const Error& error);

// The same, "mutation: warning: message".
void print_warning(const Error& warning);

// One line each, then how many there are and that nothing was started.
void print_problems(const std::vector<Problem>& problems);

}  // namespace mutation
