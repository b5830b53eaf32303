// Whether the pids that a driver lists mean anything to this program: NVML may give pids of the
// host's PID namespace, which in a container belong to nobody or to somebody else.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>

namespace mutation {

// Why lists of compute processes cannot be trusted; "" when nothing speaks against it.
// `still_listed`: pids that the driver has listed twice, so that they did not just end.
// `root`: under which /proc is found. [pid_namespaces(7), proc(5)]
std::string why_processes_untrusted(const std::string& root, std::span<const pid_t> still_listed);

}  // namespace mutation
