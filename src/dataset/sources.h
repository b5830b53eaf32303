// What lies at a path that was named as a source of recorded runs.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace mutation {

// results: a folder of sessions. python_session: a session's folder without a store, or with one
// that is empty beside the folders of runs. run_folder:
// one run's folder of such a session. closed: a folder in a results folder that cannot be looked
// into, so that nobody knows which of these it is.
enum class SourceKind { results, session, python_session, run_folder, csv, closed };

struct Source {
  SourceKind kind = SourceKind::csv;
  std::string path;  // absolute: the folder, or the CSV file
};

// An error when there is nothing there, or nothing of these, or when it cannot be told. Never
// closed.
Result<Source> source_at(const std::string& path);

// The sessions' folders in a results folder, of either program, by path; also those in folders of
// it that are no sessions, to results/old/2025/run_B; and among them those that are closed.
std::vector<Source> sessions_in(const std::string& results_directory);

}  // namespace mutation
