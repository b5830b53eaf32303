#include "app/find_program.h"

#include <stdlib.h>

#include <filesystem>

#include "base/text.h"

namespace mutation {

bool is_found(const std::string& program) {
  std::error_code failure;
  if (program.find('/') != std::string::npos) return std::filesystem::exists(program, failure);
  const char* const path = getenv("PATH");
  for (const std::string& folder : split(path ? path : "", ':')) {
    if (std::filesystem::exists(std::filesystem::path(folder) / program, failure)) return true;
  }
  return false;
}

}  // namespace mutation
