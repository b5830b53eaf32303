// The table that ends a session: one line a run, counts per outcome, where everything lies and how
// to go on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/event.h"
#include "progress/lines.h"

namespace mutation {

// What the table shows of one run; absent is what was not measured.
struct SessionRow {
  int index = 0;
  std::string experiment_id;
  Role role = Role::measured;
  Outcome outcome = Outcome::failed;
  std::optional<Seconds> duration;
  std::optional<Joules> gpu_energy;
  std::optional<Joules> cpu_energy;
  std::optional<Celsius> start_temperature;
  std::optional<Seconds> cooling;
  std::optional<Metric> metric;  // the first that was found
  bool simulated = false;
};

SessionRow session_row(const RunRecord& run);

// The table alone, as wide as needed or at most about `most_columns` (0: not bounded).
Lines session_table(const std::vector<SessionRow>& rows, int most_columns);

Lines session_summary(const SessionEnded& ended, const std::vector<SessionRow>& rows,
                      int most_columns);

}  // namespace mutation
