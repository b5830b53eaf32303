// Recorded runs from wherever they lie: this program's sessions, the Python tool's, CSV files.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/catalogue.h"
#include "model/history.h"
#include "model/recorded_run.h"

namespace mutation {

struct RunsRead {
  std::vector<RecordedRun> runs;   // in the order of the sources, and of time or lines within each
  std::vector<std::string> notes;  // what was passed over, and why
  // Of what the notes tell of, how many runs and sessions have a record that cannot be read.
  std::size_t unreadable = 0;
};

struct ReadRunsOptions {
  bool traces = false;  // fill RecordedRun::traces and re-integrate the GPU's energy from them
};

// `path`: a results folder (every session in it, sources.h), mutation.db (the sessions it lies
// beside), a session's folder or session.db, an experiment.json, or a CSV file in one of the Python
// tool's forms (summary.csv, raw_data.csv, data.csv) or this program's: summary.csv, an export of
// the form `long`. A session's folder is read from its store where it has one. Runs that have not
// ended are left out with a note. With `catalogue`, the effective hyperparameters are filled where
// the record has none. Every run has an outcome: its record's, else as recorded_outcome.h judges
// it. An error when there is nothing of this kind at `path`.
Result<RunsRead> read_runs(const std::string& path, const Catalogue* catalogue,
                           const ReadRunsOptions& options = {});

// The same of several, each run once: of what several paths have, by run_id, the fullest record is
// taken (fullness.h), else the first.
Result<RunsRead> read_all_runs(const std::vector<std::string>& paths, const Catalogue* catalogue,
                               const ReadRunsOptions& options = {});

// What draws must know of a file or folder so as not to repeat it. Takes the time of one reading:
// a million rows in seconds.
Result<PastFile> read_past(const std::string& path);

}  // namespace mutation
