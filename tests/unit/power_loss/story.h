// A session as the program makes one, without its trainings: the same calls to the store in the
// same order, with figures made up. Tells what was reported as recorded, and when.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "record/session_store.h"
#include "unit/power_loss/file_operations.h"

namespace mutation {

// Something whose recording had returned when so many operations on files had been made.
struct Milestone {
  enum class What { session_begun, attempt_begun, attempt_ended, run_ended };
  What what = What::session_begun;
  size_t operations = 0;
  std::string run_id;
  int index = 0;    // of the run in the plan
  int attempt = 0;  // its number; of an ended run: how many
  Outcome outcome = Outcome::succeeded;
  std::string record;      // of an ended attempt: its JSON
  std::string experiment;  // of an ended run: experiment.json
  std::string line;        // of an ended run: its line of summary.csv
};

// Runs 1 to `runs`; every second one parallel.
Plan story_plan(int runs);

// What stands in the training.log of an attempt, and the power in its traces.
std::string log_of(int index, int attempt);
double power_of(int index, int attempt);

class Story {
 public:
  // `recorder`: null when nothing is recorded.
  Story(int runs, const FileRecorder* recorder) : runs_(runs), recorder_(recorder) {}

  // A new session in `results`: its second run fails once and is tried again, in its third the user
  // interrupts it. Gives its folder.
  std::string begin(const std::string& results);
  // As `mutation resume` does: every run that is left, each attempt a success.
  Status go_on(const std::string& directory);

  const std::vector<Milestone>& milestones() const { return milestones_; }

 private:
  Status run_all(SessionStore& store, bool with_failures);
  Status run_one(SessionStore& store, const UnfinishedRun& unfinished, bool with_failures);
  Status attempt(SessionStore& store, const PlannedRun& planned, const std::string& directory,
                 RunRecord& run, Outcome outcome);
  Status close_cut_off_attempts(SessionStore& store);
  void reached(Milestone milestone);
  Instant now();

  int runs_;
  const FileRecorder* recorder_;
  std::vector<Milestone> milestones_;
  double seconds_ = 0;
};

}  // namespace mutation
