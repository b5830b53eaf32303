// How well the mean of a configuration's figure is known, and whether it is run again. Passive.
#pragma once

#include <optional>
#include <string>

#include "model/settings.h"

namespace mutation {

// planned: runs of it are still to be done. further: one more is needed. narrow: its interval is
// as asked. at_most: it is not, after as many runs as are allowed. no_figure: no run has it.
// none_succeeded: not one of the least number of runs, so that more would but take time.
enum class RepeatVerdict { planned, further, narrow, at_most, no_figure, none_succeeded };
// "runs are planned", "a further run is needed", "narrow enough", "not narrow enough after as many
// runs as are allowed", "the figure was not measured", "no run has succeeded".
std::string to_text(RepeatVerdict verdict);

struct RepeatState {
  int configuration = 0;  // PlannedRun::configuration
  std::string training;   // "repo model", for people
  RepeatUntil rule;
  int runs = 0;        // measured and ended
  int left = 0;        // planned and not ended
  int counted = 0;     // of those that have ended: succeeded, with the figure, on `device`
  std::string device;  // ids of the own GPUs of the last run that counts, apart by a space; or ""
  std::optional<double> mean;                 // of the figure, in its unit
  std::optional<double> relative_half_width;  // of its 95 % interval; absent: nothing bounds it
  bool simulated = false;
  RepeatVerdict verdict = RepeatVerdict::planned;
};

}  // namespace mutation
