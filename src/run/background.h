// The background training: its script, its tree, its lives. It loops until it is stopped, and every
// life is recorded; whoever waits takes its reports from the run loop and passes them in here.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "keeper/tree.h"
#include "model/event.h"
#include "model/run_record.h"
#include "run/run_loop.h"

namespace mutation {

struct BackgroundOptions {
  const PlannedTraining* training = nullptr;
  int run_index = 0;
  std::string run_id;
  std::string script;  // absolute path; made here
  bool keep_script = false;
  TreeMethod tree_method = TreeMethod::automatic;
  std::string run_directory;  // absolute; logs go to background_logs/ in it
  Environment environment;    // what is set beside the training's own
  Timings timings;
};

// A background that fails so often in a row, each life no longer than this, cannot stay up: it is
// given up. (The keeper gives up sooner where it fails within 10 s of its start: see tree.h.) What
// fails later than that is started again, and the shares of the foreground say what it was worth.
inline constexpr int kLateFailuresAllowed = 5;
inline constexpr Seconds kLateFailure{60};

// What POSIX sh makes one background training from: environment, cd, exec, every word quoted.
std::string background_script(const PlannedTraining& training, const Environment& environment);

class Background {
 public:
  explicit Background(BackgroundOptions options) : options_(std::move(options)) {}
  // Removes the script unless it is to be kept. The tree, if still there, dies with it.
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // Writes the script and starts the tree.
  Status start();
  // REQUIRES: start() succeeded.
  Tree& tree() { return *tree_; }
  const Tree& tree() const { return *tree_; }
  bool started() const { return tree_ != nullptr; }

  // The tree is about to be stopped: ends from here on are of our making.
  void note_stopping() { stopping_ = true; }
  // Notes what a report says and tells its events.
  void note(const TreeReport& report, RunLoop& loop);
  bool alive() const;
  bool gave_up() const { return gave_up_; }
  bool keeper_died() const { return keeper_died_; }
  const std::optional<StopRecord>& stop_record() const { return stop_record_; }

  // The end of the last lives' logs, for people.
  std::string log_end() const;
  // The current life's log; "" before the first.
  std::string current_log() const;
  // The shares of the stretch in which a life was alive, and in which the delay before a restart
  // ran after a life that ended well; into the record.
  void fill_shares(const Instant& from, const Instant& to, LoadRecord& record) const;
  // Lives and script into the record.
  void fill(LoadRecord& record) const;

 private:
  BackgroundOptions options_;
  std::unique_ptr<Tree> tree_;
  std::vector<BackgroundRun> lives_;
  std::string script_text_;
  bool stopping_ = false;
  bool gave_up_ = false;
  int failures_in_a_row_ = 0;  // within kLateFailure
  bool keeper_died_ = false;
  std::optional<StopRecord> stop_record_;
};

}  // namespace mutation
