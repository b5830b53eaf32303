// The last few lines of a terminal with room, redrawn each second: what goes on, what has been
// done, power and temperature of the last minutes, when it all ends. Only the text; the terminal
// writes and clears it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "model/event.h"
#include "progress/curve.h"
#include "progress/lines.h"

namespace mutation {

class SessionView {
 public:
  void take(const Event& event);
  // Which run comes behind the one that goes on; "" for none.
  void set_next(std::string experiment_id) { next_ = std::move(experiment_id); }

  // From the session's first sample to its end.
  bool has_something_to_show() const { return sample_.has_value(); }
  // At most 6, each at most `columns` wide. REQUIRES: it has something to show.
  Lines lines(const Instant& now, int columns, bool unicode) const;

 private:
  void take_body(const SessionStarted& started, const Instant&);
  void take_body(const RunStarted& started, const Instant&);
  void take_body(const RunAdded& added, const Instant&);
  void take_body(const AttemptStarted& started, const Instant&) { attempt_ = started.attempt; }
  void take_body(const PhaseStarted& started, const Instant&);
  void take_body(const LiveSample& sample, const Instant& at);
  void take_body(const RunEnded& ended, const Instant&);
  void take_body(const SessionEnded&, const Instant&) { sample_.reset(); }
  template <typename Other>
  void take_body(const Other&, const Instant&) {}

  Line present_line() const;
  Line done_line() const;
  Lines curve_lines(const Instant& now, int columns, bool unicode) const;

  std::optional<LiveSample> sample_;  // the last; its phase is the one that goes on
  std::string experiment_id_;
  int attempt_ = 1;
  std::string next_;
  int earlier_ = 0;                  // runs done by earlier programs
  std::map<Outcome, int> outcomes_;  // of measured runs
  int uncounted_ = 0;                // warm-ups
  Line last_run_;
  RecentValues power_;
  RecentValues temperature_;
};

}  // namespace mutation
