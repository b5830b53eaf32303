// The CPU governor as sessions hold it: what there was before the first of them set it is written
// to a file before anything is changed, and is put back by the last of them that leaves, or, where
// a crash took them, by the next start or `mutation doctor`. The file names each holder by pid,
// start time and boot, so that nothing is put back under a session that still runs.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "privilege/cpu_governors.h"

namespace mutation {

// Where root keeps the file: gone after a reboot, as is the setting itself.
inline constexpr const char* kGovernorState = "/run/mutation";

// One process, told from all others that had or will have its pid. [proc(5): stat, field 22]
struct GovernorHolder {
  std::string boot_id;
  pid_t pid = 0;
  std::uint64_t start_ticks = 0;
};
bool operator==(const GovernorHolder& a, const GovernorHolder& b);

// An error when there is no such process.
Result<GovernorHolder> governor_holder(pid_t pid);

struct HeldGovernor {
  std::string governor;   // as the holders set it
  GovernorsByCpu before;  // what there was before
  std::vector<GovernorHolder> holders;
};

// The file's content: lines of words. Reading takes nothing but CPUs' and governors' names, pids
// and numbers; anything else is an error.
std::string to_text(const HeldGovernor& held);
Result<HeldGovernor> read_held_governor(std::string_view text);

// What lies in `state_directory`; none where nothing is held. Any user.
Result<std::optional<HeldGovernor>> look_at_held_governor(const std::string& state_directory);
// Whether a process that holds it lives.
bool is_held_by_the_living(const HeldGovernor& held);

// One thread at a time; processes exclude one another.
class GovernorHold {
 public:
  // `state_directory`: made where need be; must belong to this process's user and be writable by
  // nobody else. "": what there was is kept in this process alone, and lost with it.
  GovernorHold(CpuGovernors cpus, std::string state_directory)
      : cpus_(std::move(cpus)), state_directory_(std::move(state_directory)) {}

  // Sets `governor` on every online CPU for `who`. Errors: what there was before cannot be kept; a
  // living session holds another governor; a CPU's driver refuses, after which all is as before.
  // REQUIRES: one of kGovernors.
  Status take(std::string_view governor, const GovernorHolder& who);

  // `who` needs it no longer: without another living holder what there was before is put back. Does
  // nothing where `who` holds nothing.
  Status release(const GovernorHolder& who);

  // Puts back what a crash left set; a governor that a living process holds stays. What was done,
  // for people; none where there was nothing to do.
  Result<std::optional<std::string>> restore_abandoned();

 private:
  Result<std::optional<HeldGovernor>> load() const;
  Status save(const HeldGovernor& held);
  Status forget();
  Status put_back(const HeldGovernor& held);
  Result<std::optional<std::string>> restore_if_abandoned(const HeldGovernor& held);

  CpuGovernors cpus_;
  std::string state_directory_;
  std::optional<HeldGovernor> in_memory_;  // without a directory
};

}  // namespace mutation
