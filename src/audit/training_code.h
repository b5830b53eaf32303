// Which code a run's training was: what makes runs of one repository differ although nothing of
// their settings does.
#pragma once

#include <compare>
#include <string>

#include "model/recorded_run.h"

namespace mutation {

struct TrainingCode {
  std::string train_script_sha256;
  std::string git_commit;
  auto operator<=>(const TrainingCode&) const = default;
};

TrainingCode training_code_of(const RecordedRun& run);
// Whether the record says anything of it.
bool is_known(const TrainingCode& code);
// "train script 1f2e3d4c5b, not 0a9b8c7d6e", or of the commits where the scripts are the same.
std::string difference_text(const TrainingCode& code, const TrainingCode& usual);

}  // namespace mutation
