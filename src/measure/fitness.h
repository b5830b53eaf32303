// Facts about the machine that a record must carry, because energy figures depend on them, and
// whether they are as they should be for measuring. Only reads; setting a governor is not done
// here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "model/session_info.h"

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

// How long to look for who else uses the CPUs. Their time is counted in ticks of 10 ms.
inline constexpr Seconds kLoadLook{0.3};

// What a session finds when it starts, and `mutation doctor`: governor, turbo, SMT, clock, kernel,
// virtual machine, container, CPU temperature, swap, the load of others over the next `load_look`;
// of each GPU its driver, persistence mode, power limit and division. What the machine does not
// tell has an empty value, and is no warning.
std::vector<FitnessFact> machine_fitness(const std::string& root,
                                         const Instrumentation& instrumentation,
                                         Seconds load_look = kLoadLook);

}  // namespace mutation
