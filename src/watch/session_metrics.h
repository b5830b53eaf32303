// A session as metrics: takes its events, gives what they come to as OpenMetrics text. What is not
// known, or not known any more, is not written. Pure: the time comes with each event.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "model/consumption.h"
#include "model/event.h"
#include "watch/metrics_text.h"

namespace mutation {

class SessionMetrics {
 public:
  void take(const Event& event);

  // As things are at `now`. Figures of the GPUs that are older than 5 s are left out.
  std::string text(const Instant& now) const;

 private:
  using Counts = std::map<std::string, int>;
  struct LastRun {
    int index = 0;
    std::string experiment_id;
    std::string outcome;
    std::optional<Seconds> duration;
    EnergyMetrics energy;
  };

  void take_body(const SessionStarted& started, const Instant& at);
  void take_body(const RunStarted& started, const Instant&);
  void take_body(const RunAdded& added, const Instant&) { planned_ = added.runs; }
  void take_body(const AttemptStarted& started, const Instant&) { attempt_ = started.attempt; }
  void take_body(const CoolingPeriod&, const Instant&) {}
  void take_body(const PhaseStarted& started, const Instant&);
  void take_body(const PhaseEnded&, const Instant&);
  void take_body(const BackgroundRunStarted&, const Instant&) {}
  void take_body(const BackgroundRunEnded&, const Instant&) {}
  void take_body(const LiveSample& sample, const Instant& at);
  void take_body(const Notice& notice, const Instant&);
  void take_body(const AttemptEnded& ended, const Instant&);
  void take_body(const RunEnded& ended, const Instant&);
  void take_body(const RunJudgedAnew& judged, const Instant&);
  void take_body(const SessionEnded& ended, const Instant& at);

  void put_session(MetricsText& text, const Instant& now) const;
  void put_runs(MetricsText& text) const;
  void put_present(MetricsText& text, const Instant& now) const;
  void put_gpu(MetricsText& text, const Instant& now) const;
  void put_energy(MetricsText& text) const;
  void put_last_run(MetricsText& text) const;

  std::string session_;
  std::string experiment_;
  std::optional<Instant> start_;
  std::optional<Instant> end_;
  std::string ended_by_;
  int planned_ = 0;
  int done_ = 0;                                              // earlier programs' included
  std::map<std::pair<std::string, std::string>, int> ended_;  // by outcome and role
  Counts judged_anew_;
  Counts cooling_verdicts_;
  Counts load_verdicts_;
  Counts notices_;
  Consumption consumption_;
  std::optional<RunStarted> run_;
  int attempt_ = 1;
  std::optional<PhaseKind> phase_;
  std::optional<LiveSample> sample_;  // of this phase
  Instant sampled_;
  std::optional<LastRun> last_run_;
};

}  // namespace mutation
