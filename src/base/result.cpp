#include "base/result.h"

#include <cstring>

namespace mutation {

Error with_context(std::string_view doing, Error error) {
  const std::string context = std::string(doing) + ": ";
  if (!error.message.starts_with(context)) error.message.insert(0, context);
  return error;
}

Error errno_error(std::string_view tried, int errno_value, std::string hint) {
  MUTATION_CHECK(errno_value > 0);
  char buffer[256];
  const char* text = strerror_r(errno_value, buffer, sizeof buffer);
  return {std::string(tried) + ": " + text + " (errno " + std::to_string(errno_value) + ")",
          std::move(hint)};
}

std::string to_text(const Error& error) {
  return error.hint.empty() ? error.message : error.message + " (" + error.hint + ")";
}

}  // namespace mutation
