// The CPU governor for a session: asked for, set by whoever may (this process where it may write
// the files, the root helper where the program has dropped from root), read back, and put back at
// the session's end. Decides nothing about what a session needs.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "privilege/cpu_governors.h"

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
  // none; outlives this.
  Governor(const std::string& filesystem_root, RootHelper* helper)
      : cpus_(filesystem_root), helper_(helper) {}

  // Distinct values, sorted. An error where this machine offers no governor.
  Result<std::vector<std::string>> read() const { return cpus_.distinct(); }

  // An error for a name that is not in kGovernors, one that the driver does not offer (EINVAL), a
  // machine without governors, and where root is needed and not there (with a hint).
  Result<GovernorChange> set(const std::string& asked);

  // Puts back what there was before the first set(). After a crash the root helper does this;
  // without one (plain root) the value stays.
  Status restore();

 private:
  CpuGovernors cpus_;
  RootHelper* helper_;
};

}  // namespace mutation
