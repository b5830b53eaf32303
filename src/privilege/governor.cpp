#include "privilege/governor.h"

#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "privilege/root_helper.h"

namespace mutation {

Result<GovernorChange> Governor::set(const std::string& asked) {
  if (std::ranges::find(kGovernors, asked) == kGovernors.end()) {
    const std::vector<std::string> known(kGovernors.begin(), kGovernors.end());
    return Error{"unknown CPU governor \"" + asked + "\"", "one of " + joined(known, ", ")};
  }
  const auto before = cpus_.distinct();
  if (!before) return before.error();
  const auto self = governor_holder(getpid());
  if (!self) return self.error();
  const Status set = helper_ ? helper_->set_governor(asked) : hold_.take(asked, *self);
  if (!set) return with_context("set CPU governor " + asked, set.error());
  const auto after = cpus_.distinct();
  if (!after) return after.error();
  return GovernorChange{asked, *before, *after};
}

Status Governor::restore() {
  if (helper_) return helper_->restore_governor();
  const auto self = governor_holder(getpid());
  return self ? hold_.release(*self) : Status(self.error());
}

}  // namespace mutation
