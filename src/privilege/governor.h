// The CPU governor for a session: asked for, set by whoever may (this process where it may write
// the files, the root helper where the program has dropped from root), read back, and put back at
// the session's end. Decides nothing about what a session needs. What there was before is kept by
// governor_hold.h.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "privilege/cpu_governors.h"
#include "privilege/governor_hold.h"

namespace mutation {

class RootHelper;

// Distinct values over the online CPUs, sorted: one, unless CPUs differ. A driver may take a value
// without using it: only where `after` is exactly {asked} has it been taken.
struct GovernorChange {
  std::string asked;
  std::vector<std::string> before;
  std::vector<std::string> after;
};

// One thread at a time.
class Governor {
 public:
  // `filesystem_root` stands in front of /sys; "" for the real one. `helper`: null where there is
  // none; outlives this. `state_directory`: for a process that sets the governor itself, see
  // GovernorHold; with a helper that keeps its own.
  Governor(const std::string& filesystem_root, RootHelper* helper,
           const std::string& state_directory)
      : cpus_(filesystem_root), hold_(cpus_, state_directory), helper_(helper) {}

  // Distinct values, sorted. An error where this machine offers no governor.
  Result<std::vector<std::string>> read() const { return cpus_.distinct(); }

  // An error for a name that is not in kGovernors, one that the driver does not offer, a machine
  // without governors, one whose governor another session holds, and where root is needed and not
  // there (with a hint).
  Result<GovernorChange> set(const std::string& asked);

  // Puts back what there was before the first set(), unless another session holds it too. After a
  // crash the root helper does this at once; without one the next start or `mutation doctor` does.
  Status restore();

 private:
  CpuGovernors cpus_;
  GovernorHold hold_;
  RootHelper* helper_;
};

}  // namespace mutation
