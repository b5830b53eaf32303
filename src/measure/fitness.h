// Facts about the machine that a record must carry, because energy figures depend on them: CPU,
// frequency governor, kernel, host. Only reads; setting a governor is not done here.
#pragma once

#include <optional>
#include <string>

namespace mutation {

struct MachineFacts {
  // "model name" of /proc/cpuinfo; none where the architecture has no such line. [proc(5)]
  std::optional<std::string> cpu_model;
  // The frequency governor of all CPUs: "performance"; "mixed: performance, powersave" when they
  // differ; none where the kernel scales no frequencies. [kernel: admin-guide/pm/cpufreq.rst]
  std::optional<std::string> governor;
  std::string governor_absent_reason;  // "" when there is a governor
  std::string kernel;                  // uname release
  std::string host;                    // uname node name
};

// `root`: under which /proc and /sys are found ("/" but in tests).
MachineFacts read_machine_facts(const std::string& root);

}  // namespace mutation
