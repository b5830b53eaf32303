// Recorded runs of another program into sessions of this one's results folder. Reads its sources
// and writes nothing but new folders.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/catalogue.h"
#include "model/recorded_run.h"

namespace mutation {

// A figure over the runs, and which run it is of.
struct Extreme {
  double value = 0;
  std::string experiment_id;
  std::string source;
};

// By how much the re-integrated GPU energy differs from the reported sum, as a share of that.
struct EnergyDifference {
  std::size_t runs = 0;
  double median = 0;
  Extreme least;
  Extreme most;
};

struct ImportedSource {
  std::string source;     // the session's folder or the file
  std::string directory;  // where its runs are now; "" when none was left to import
  std::size_t runs = 0;   // imported
  std::size_t already_there = 0;
  std::vector<std::string> notes;
};

struct ImportSummary {
  std::vector<ImportedSource> sources;
  std::vector<Error> errors;  // sources that could not be imported, and why
  // Of the results folder's own sessions those that could not be read, and why: nobody can tell
  // whether they have what was imported. Not those among the sources: `errors` has these.
  std::vector<Error> unread_sessions;
  std::size_t unreadable =
      0;  // runs of the others whose record cannot be read: the notes name them
  std::size_t experiments = 0;   // imported from experiment.json
  std::size_t csv_rows = 0;      // from rows of CSV files
  std::size_t own_sessions = 0;  // passed over: sessions of this program
  std::optional<EnergyDifference> difference;
  // What imported runs lack, in words, and how many lack it; none that nobody lacks.
  std::vector<std::pair<std::string, std::size_t>> missing;
};

enum class ImportMode { write, only_tell };

// Each session and each CSV file becomes a session of the results folder, CSV files last. Runs that
// are in a store there already, by their ids, are not imported again but where the new record is
// fuller (fullness.h). `catalogue` may be null.
ImportSummary import_runs(const std::vector<std::string>& paths,
                          const std::string& results_directory, const Catalogue* catalogue,
                          ImportMode mode, const Instant& now);

}  // namespace mutation
