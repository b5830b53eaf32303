// The runs of one of the Python tool's sessions: of its experiment.json files, and of its
// summary.csv where a run has no such file.
#pragma once

#include <string>

#include "dataset/read_runs.h"

namespace mutation {

// `directory` is a session's folder. Notes say which runs have no record and which record cannot be
// read. Without names by content.
Result<RunsRead> read_python_session(const std::string& directory, const ReadRunsOptions& options);

// `directory` is a run's folder. An error when its experiment.json cannot be read.
Result<RunsRead> read_run_folder(const std::string& directory, const ReadRunsOptions& options);

}  // namespace mutation
