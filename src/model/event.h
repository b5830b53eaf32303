// What happens, as it happens. run/ and campaign/ tell it once; the terminal, events.jsonl and
// every later viewer are told. Passive data: whoever shows an event needs nothing else.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "model/consumption.h"
#include "model/run_record.h"
#include "model/tariff.h"

namespace mutation {

struct SessionStarted {
  std::string session;
  std::string directory;
  std::string experiment_name;
  int runs = 0;
  // A session that goes on: how many of the runs were left to do.
  std::optional<int> runs_left;
  std::optional<Seconds> minimum_waits;  // sum of all waits that are known beforehand
  Instrumentation instrumentation;
  std::vector<std::string> notes;
};

struct RunStarted {
  int index = 0;
  int runs = 0;
  PlannedRun planned;
  std::string run_id;
};

// A run that was decided on while the session goes on: a warm-up, or a further run of a
// configuration whose interval is too wide.
struct RunAdded {
  int index = 0;
  int runs = 0;  // planned now
  std::string experiment_id;
  Role role = Role::measured;
  std::string why;
};

struct AttemptStarted {
  int index = 0;
  int attempt = 1;
  int attempts_allowed = 1;
};

// The GPU cools down between two runs of an entry: the contract's three lines.
struct CoolingPeriod {
  Seconds minimum{0};
};

struct PhaseStarted {
  int index = 0;
  int attempt = 1;
  PhaseKind kind = PhaseKind::cooling;
  std::optional<Seconds> minimum;  // how long it lasts at least, where known
  // Of a wait for evidence, and of a foreground with a timeout: its bound. A wait without a maximum
  // ends with its minimum, since nothing could show more.
  std::optional<Seconds> maximum;
};

struct PhaseEnded {
  int index = 0;
  int attempt = 1;
  PhaseRecord phase;
  std::string verdict;  // the gate's or the load's, for people; "" for other phases
};

struct BackgroundRunStarted {
  int index = 0;
  int number = 1;
  pid_t pid = 0;
};

struct BackgroundRunEnded {
  int index = 0;
  BackgroundRun run;
};

// Once a second: what is going on now.
struct LiveSample {
  int index = 0;
  int runs = 0;
  PhaseKind kind = PhaseKind::cooling;
  Seconds in_phase{0};
  std::optional<Seconds> left;         // of a wait: until its minimum has passed
  std::optional<Seconds> settles_in;   // of a cooling: until it opens, as predicted
  std::optional<Celsius> settles_at;   // of a cooling: the temperature that it waits for
  std::optional<Watts> power;          // of the run's own GPUs, summed
  std::optional<Celsius> temperature;  // the hottest of them
  std::optional<double> utilization_percent;
  bool simulated = false;
  std::optional<Seconds> session_left;  // estimate
  std::vector<std::string> devices;     // Device::id of the GPUs that the figures are of
};

enum class Severity { info, warning, error };

struct Notice {
  Severity severity = Severity::info;
  std::string text;
  std::string hint;  // what the user can do; may be ""
};

struct AttemptEnded {
  int index = 0;
  int attempts_allowed = 1;
  AttemptRecord attempt;
};

struct RunEnded {
  int runs = 0;
  RunRecord run;
  std::optional<Seconds> session_left;
};

// At the session's end: what all of its runs have shown has changed the outcome or the reasons of
// one that had ended, in this program or an earlier one. The record as it is now.
struct RunJudgedAnew {
  RunRecord run;
};

struct SessionEnded {
  std::string session;
  std::string directory;
  int runs_planned = 0;
  int runs_done = 0;
  std::string ended_by;  // "" at the regular end, else why it stopped
  std::string resume_hint;
  Tariff tariff;
  std::optional<Consumption> consumption;  // of the whole session; absent: it cannot be read
};

using EventBody =
    std::variant<SessionStarted, RunStarted, RunAdded, AttemptStarted, CoolingPeriod, PhaseStarted,
                 PhaseEnded, BackgroundRunStarted, BackgroundRunEnded, LiveSample, Notice,
                 AttemptEnded, RunEnded, RunJudgedAnew, SessionEnded>;

struct Event {
  Instant at;
  EventBody body;
};

// Told every event, in order, on the main thread.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const Event& event) = 0;
};

}  // namespace mutation
