// Whether a program is there before it is needed.
#pragma once

#include <string>

namespace mutation {

// As execvp(3) looks for it; one with a slash counts from the current folder.
bool is_found(const std::string& program);

}  // namespace mutation
