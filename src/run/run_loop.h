// The one loop that everything in a run waits in: for reports of the process trees, for signals,
// for time to pass. Each turn also takes what the sources have read, hands it to the journal and
// the observations, and tells a live sample once a second. Main thread only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "keeper/tree.h"
#include "measure/monitor.h"
#include "model/event.h"
#include "model/journal.h"
#include "os/signals.h"
#include "run/observations.h"

namespace mutation {

// How often readings are taken and conditions checked while something is waited for.
inline constexpr Seconds kTick{0.25};

// What SIGINT and SIGTERM have asked for so far. `stop_now`: a second SIGINT, no grace any more.
enum class StopLevel { none, stop, stop_now };

// A report and the tree it came from.
struct TreeNews {
  Tree* tree = nullptr;
  TreeReport report;
};

// What a live sample says beside the readings.
struct LiveContext {
  int index = 0;
  int runs = 0;
  PhaseKind kind = PhaseKind::cooling;
  Instant phase_start;
  std::optional<Seconds> minimum;        // of the phase
  std::vector<int> gpus;                 // the run's own
  std::optional<BootTime> expected_end;  // of the session
  std::optional<Seconds> settles_in;     // of a cooling: until it opens, as predicted
  std::optional<Celsius> settles_at;     // likewise, at which temperature
};

class RunLoop {
 public:
  // The references outlive the loop.
  RunLoop(const Clock& clock, Monitor& monitor, SignalFd& signals, EventSink& events);

  Instant now() const { return clock_.now(); }
  void tell(EventBody body);
  Observations& observations() { return observations_; }
  const Observations& observations() const { return observations_; }
  LiveContext& live() { return live_; }

  // Where samples go from now on; null: nowhere.
  void write_samples_to(RunJournal* journal);
  // The first error in writing them since then; "" without one.
  const std::string& sample_write_error() const { return sample_write_error_; }
  // What disturbed the watching since then: suspends, standstills, a clock that was set; for
  // people.
  const std::vector<std::string>& disturbances() const { return disturbances_; }

  // Waits for a report of one of `trees`, a signal, or until `at_most` or one tick has passed,
  // whichever is first. Reports of several trees come in the order of `trees`.
  std::vector<TreeNews> turn(const std::vector<Tree*>& trees, Seconds at_most = kTick);
  // Takes what has been read so far without waiting.
  void take_samples();
  // Asks for readings beside those that come anyway; does not wait for them.
  void ask_for_readings() { monitor_.read_now(); }
  // How the readers did since the last call.
  std::vector<ReaderStatistics> take_reader_statistics() { return monitor_.take_statistics(); }

  StopLevel stop_level() const { return stop_level_; }
  // SIGUSR1 (`mutation stop`): the run that goes on is to be the last.
  bool last_run_requested() const { return last_run_requested_; }
  bool stop_requested() const { return stop_level_ != StopLevel::none; }
  // SIGINT, SIGTERM or SIGUSR2 (a batch system's time limit is near), whichever came first. REQUIRES: stop_requested().
  int stop_signal() const { return stop_signal_; }

 private:
  void take_signals();
  void look_at_the_clocks(const Instant& before_wait, Seconds waited_for);
  void tell_live_sample();

  const Clock& clock_;
  Monitor& monitor_;
  SignalFd& signals_;
  EventSink& events_;
  Observations observations_;
  RunJournal* journal_ = nullptr;
  LiveContext live_;
  std::optional<Instant> last_live_;
  std::string sample_write_error_;
  std::optional<Instant> last_turn_;
  std::vector<std::string> disturbances_;
  StopLevel stop_level_ = StopLevel::none;
  int stop_signal_ = 0;
  bool last_run_requested_ = false;
};

}  // namespace mutation
