#include "os/oom_kills.h"

#include <charconv>

#include "base/text.h"
#include "os/file.h"

namespace mutation {

std::optional<std::uint64_t> oom_kills_on_machine() {
  constexpr std::string_view kName = "oom_kill ";
  const Result<std::string> counters = read_file("/proc/vmstat");
  if (!counters) return std::nullopt;
  for (const std::string& line : split(*counters, '\n')) {
    if (!line.starts_with(kName)) continue;
    std::uint64_t count = 0;
    const auto [end, error] =
        std::from_chars(line.data() + kName.size(), line.data() + line.size(), count);
    if (error == std::errc()) return count;
  }
  return std::nullopt;
}

}  // namespace mutation
