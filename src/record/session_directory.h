// Folders of a session: made so that nothing that lies there already is ever taken over.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "model/plan.h"

namespace mutation {

// Makes `parent`/`name` and nothing else; where that is taken, `name`_2, _3 …. The absolute path,
// which nobody else has got. [mkdir(2): EEXIST]
Result<std::string> make_exclusive_directory(const std::string& parent, const std::string& name);

// Makes results/run_<YYYYmmdd_HHMMSS> (local time) exclusively, and the results folder if need be.
// The absolute path.
Result<std::string> make_session_directory(const std::string& results_directory,
                                           const Instant& now);

// Makes the run's folder in the session's exclusively (but for one that a crash left empty), with
// energy/ and, in parallel runs, background_logs/; durable. The absolute path.
Result<std::string> make_run_directory(const std::string& session_directory,
                                       const PlannedRun& planned);

// Where a folder of the run's is missing it is made again.
Status make_run_subdirectories(const std::string& run_directory, const PlannedRun& planned);

// Moves training.log, experiment.json, energy/ and background_logs/ of attempt `attempt` to
// attempts/<attempt>/ and makes the two folders anew; durable. Doing it again changes nothing.
Status put_attempt_aside(const std::string& run_directory, int attempt);

// What makes a session's folder one of a submitted session, whose runs tasks of a batch system do
// (cluster/).
inline constexpr const char* kSubmittedFile = "cluster.json";
bool is_submitted(const std::string& session);

// The last component of a path: a session's or a run's name.
std::string name_of(const std::string& directory);

}  // namespace mutation
