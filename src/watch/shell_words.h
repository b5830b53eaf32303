// A command in one text, as a command line's flag holds it → its words. Nothing is expanded and no
// shell is asked. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mutation {

// Blanks separate words. Within '…' everything stands for itself; within "…" everything but \" and
// \\; outside of both a backslash makes the next character stand for itself. $, ~, *, ; and the
// like mean nothing. An error for a quote that is not closed, a backslash at the end, or no word.
Result<std::vector<std::string>> shell_words(std::string_view text);

}  // namespace mutation
