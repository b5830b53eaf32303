#include "app/elevation.h"

#include <unistd.h>

#include "app/messages.h"
#include "base/text.h"
#include "measure/cpu_energy.h"
#include "os/subreaper.h"

namespace mutation {

Result<std::unique_ptr<Elevation>> Elevation::settle(const MeasureOptions& measure) {
  std::unique_ptr<Elevation> elevation(new Elevation);
  elevation->cpu_energy_ = open_cpu_energy(measure.root);
  if (geteuid() == 0) {
    elevation->privileges_ = Privileges::root;
    // Before anything looks at the governor: what stands now may be what a crash left.
    const auto restored = GovernorHold(CpuGovernors(""), kGovernorState).restore_abandoned();
    if (!restored) elevation->notes_.push_back(to_text(restored.error()));
    if (restored && *restored) elevation->notes_.push_back(**restored);
    const auto user = invoking_user(sudo_variables());
    if (!user) return with_context("started as root", user.error());
    if (*user) {
      auto helper = RootHelper::start(**user);
      if (!helper) return with_context("keep what needs root", helper.error());
      elevation->helper_ = std::move(*helper);
      // It belongs to no training: no sweep may take it for an orphan.
      note_own_child(elevation->helper_->pid());
      // A machine without cgroup v2 does without: trees are then held another way.
      if (const auto cgroup = elevation->helper_->enter_cgroup(); !cgroup) {
        elevation->notes_.push_back("no cgroup for the trainings: " + to_text(cgroup.error()));
      }
      if (Status dropped = drop_to(**user); !dropped) return dropped.error();
      elevation->privileges_ = Privileges::dropped;
    }
  }
  elevation->governor_ = std::make_unique<Governor>("", elevation->helper_.get(),
                                                    geteuid() == 0 ? kGovernorState : "");
  return elevation;
}

Result<std::unique_ptr<Monitor>> Elevation::open_monitor(const MeasureOptions& measure) {
  return Monitor::open(measure, std::move(*cpu_energy_));
}

std::string Elevation::description() const {
  return to_text(privileges_, geteuid());
}

void Elevation::set_governor(const std::string& asked, SessionInfo& info,
                             std::vector<std::string>& notes) {
  const Result<GovernorChange> change = governor_->set(asked);
  if (!change) {
    info.governor_note = to_text(change.error());
    notes.push_back("the governor " + asked + " was not set: " + info.governor_note);
    return;
  }
  info.governor = joined(change->after, ", ");
  if (info.governor == asked) return;
  info.governor_note = "asked for " + asked + ", read back " + info.governor;
  notes.push_back("the governor: " + info.governor_note);
}

void Elevation::restore_governor() {
  if (const Status restored = governor_->restore(); !restored) {
    print_error(with_context("the governor could not be put back", restored.error()));
  }
}

}  // namespace mutation
