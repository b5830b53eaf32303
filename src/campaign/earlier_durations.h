// How long a session's measured runs have taken, by configuration: what a further run's duration is
// judged by. A session that goes on begins with what its earlier programs have stored.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "record/read_session.h"

namespace mutation {

class EarlierDurations {
 public:
  EarlierDurations() = default;
  // Of the runs that have ended; the others are left out.
  explicit EarlierDurations(const std::vector<StoredRun>& runs);

  // Nothing for a warm-up, and for a run whose duration says nothing (comparable_duration()).
  void note(const RunRecord& run);
  std::vector<Seconds> before(const PlannedRun& planned) const;

 private:
  std::map<std::string, std::vector<Seconds>> by_configuration_;
};

}  // namespace mutation
