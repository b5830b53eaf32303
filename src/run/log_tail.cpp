#include "run/log_tail.h"

#include <algorithm>

#include "base/text.h"
#include "os/file.h"

namespace mutation {

std::string log_tail(const std::string& path, size_t lines, size_t bytes) {
  // Read, not mapped: a log that its training cuts short meanwhile would end the program by SIGBUS.
  const Result<std::string> end = read_file_end(path, bytes);
  if (!end) return {};
  std::string_view text = *end;
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  size_t start = text.size();
  for (size_t line = 0; line < lines && start != std::string_view::npos && start > 0; ++line) {
    start = text.rfind('\n', start - 1);
  }
  if (start != std::string_view::npos && start < text.size()) text.remove_prefix(start);
  if (!text.empty() && text.front() == '\n') text.remove_prefix(1);
  return valid_utf8(text);
}

}  // namespace mutation
