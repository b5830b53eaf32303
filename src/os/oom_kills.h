// The kernel's OOM killer, as far as it can be noticed without privileges.
#pragma once

#include <cstdint>
#include <optional>

namespace mutation {

// How many processes the OOM killer has killed on this machine since it was booted; none where the
// kernel does not tell. [/proc/vmstat, oom_kill, since Linux 4.13]
std::optional<std::uint64_t> oom_kills_on_machine();

}  // namespace mutation
