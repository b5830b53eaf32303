// Bytes handed to another process in memory that nobody can change any more. [memfd_create(2)]
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

Result<UniqueFd> make_sealed_memory(const char* name, std::string_view bytes);

// An error when it is not sealed against every change, or larger than `limit` bytes.
Result<std::string> read_sealed_memory(int fd, size_t limit);

}  // namespace mutation
