// Errors to standard error, all in the same form.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "settings/problem.h"

namespace mutation {

// "mutation: message" and, indented below, the hint.
void print_error(const Error& error);

// One line each, then how many there are and that nothing was started.
void print_problems(const std::vector<Problem>& problems);

}  // namespace mutation
