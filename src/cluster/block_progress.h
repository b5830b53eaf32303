// progress.json in a claim's folder: how far its task is, for who asks for the state of thousands
// of blocks and must not open as many stores. What counts is the store.
#pragma once

#include <string>

#include "base/result.h"
#include "model/event.h"

namespace mutation {

struct BlockProgress {
  int runs = 0;       // of the block, with those that were added
  int ended = 0;      // of all roles, in all claims of the block that count
  int succeeded = 0;  // of measured runs, here and below
  int suspect = 0;
  int failed = 0;
  int running = 0;        // index of the run that goes on; 0: none
  std::string run_phase;  // of that run, in the words of records ("cooling"); "" before its first
  UtcTime run_phase_start{};  // by the node's clock
  bool complete = false;      // nothing is left to do
  bool at_work = true;        // until its task has ended
  std::string ended_by;       // why it ended early; "" else
  std::string node;
  std::string job_id;
  UtcTime at{};  // of its last change, by the node's clock
};

Result<BlockProgress> read_progress(const std::string& claim_folder);

// Keeps the file while a session goes on. What cannot be written is left as it was: the file is for
// looking only.
class ProgressFile : public EventSink {
 public:
  // `so_far`: of runs that ended before.
  ProgressFile(std::string claim_folder, BlockProgress so_far);
  void on_event(const Event& event) override;
  // Measured runs that have ended since it was made, without those that were interrupted.
  int ended_here() const;
  // The task has ended. `complete`: nothing is left to do.
  void close(bool complete, const UtcTime& at);

 private:
  void write();

  std::string claim_folder_;
  BlockProgress progress_;
  int before_ = 0;  // measured runs that had ended when it was made
};

}  // namespace mutation
