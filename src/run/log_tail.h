// The end of a log, for messages and records.
#pragma once

#include <cstddef>
#include <string>

namespace mutation {

// The last `lines` lines, at most `bytes` bytes, as valid UTF-8; "" when the file cannot be read.
std::string log_tail(const std::string& path, size_t lines = 20, size_t bytes = 4096);

}  // namespace mutation
