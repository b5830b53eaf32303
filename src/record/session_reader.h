// A session read run by run, for who must not hold all of it at once: a report, or a page about one
// run. The same as read_session.h gives, also while its writer is at work.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/consumption.h"
#include "record/database.h"
#include "record/read_session.h"

namespace mutation {

class SessionReader {
 public:
  // An error when the folder is no session's, or of a newer program.
  static Result<SessionReader> open(const std::string& directory);

  // The session without its runs; `runs_planned` is of its plan.
  const StoredSession& head() const { return head_; }
  // Ids of the runs that have begun, in the order in which they did.
  Result<std::vector<std::string>> begun();
  // Of calibration runs that succeeded, in the same order; takes no time where there are none.
  Result<std::vector<std::string>> calibrations();
  // Of measured runs that succeeded or are suspect: their figures may be used.
  Result<std::vector<std::string>> usable();
  Result<StoredRun> run(const std::string& run_id);
  Result<std::vector<PlannedRun>> pending();
  // Of all attempts so far.
  Result<Consumption> consumption();
  // Whether all that was read is of one moment, see Database: else it must be read anew.
  bool undisturbed() const { return store_.undisturbed(); }

 private:
  SessionReader(Database store, StoredSession head)
      : store_(std::move(store)), head_(std::move(head)) {}
  Result<std::vector<std::string>> ids(const char* question);

  Database store_;
  StoredSession head_;
};

}  // namespace mutation
