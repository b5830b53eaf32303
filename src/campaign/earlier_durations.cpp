#include "campaign/earlier_durations.h"

#include "run/execute_run.h"

namespace mutation {

EarlierDurations::EarlierDurations(const std::vector<StoredRun>& runs) {
  for (const StoredRun& run : runs) {
    if (run.state == RunState::ended) note(run_record_of(run));
  }
}

void EarlierDurations::note(const RunRecord& run) {
  if (run.planned.role == Role::warm_up) return;
  if (const auto duration = comparable_duration(run)) {
    by_configuration_[configuration_of(run.planned)].push_back(*duration);
  }
}

std::vector<Seconds> EarlierDurations::before(const PlannedRun& planned) const {
  if (planned.role == Role::warm_up) return {};
  const auto found = by_configuration_.find(configuration_of(planned));
  return found == by_configuration_.end() ? std::vector<Seconds>{} : found->second;
}

}  // namespace mutation
