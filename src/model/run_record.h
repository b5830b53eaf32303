// What is known of a run after it: every attempt, phase, figure and verdict, with the reasons.
// Written by run/, judged by judge/, stored by record/, shown by progress/ and report/.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/units.h"
#include "model/energy_figures.h"
#include "model/plan.h"
#include "model/provenance.h"
#include "model/rules.h"
#include "model/sample.h"

namespace mutation {

// How a process ended. Both absent: it never ran (see the error beside it) or its end was not seen.
struct ExitStatus {
  std::optional<int> code;
  std::optional<int> signal;
};
std::string to_text(
    const ExitStatus& status);  // "exit code 1", "signal 9 (SIGKILL)", "no exit status"

enum class Outcome { succeeded, suspect, failed, interrupted };
std::string to_text(Outcome outcome);

// Why an outcome is what it is. `code` is for programs ("exit_status", "timeout", "error_pattern",
// "no_metrics", …: judge/judge.h has them all), `text` for people.
struct Reason {
  std::string code;
  std::string text;
};

// The code of the one reason that is judged by the whole session.
inline constexpr const char* kStartTemperatureReason = "start_temperature";

struct Metric {
  std::string name;
  double value = 0;
};

enum class PhaseKind { cooling, background_startup, foreground, stop };
std::string to_text(PhaseKind kind);

struct PhaseRecord {
  PhaseKind kind = PhaseKind::foreground;
  Instant start;
  Instant end;
  std::vector<DeviceEnergy> energy;
};

// One point of a curve kept in the record (the full rate is in trace.csv).
struct CurvePoint {
  Seconds since_start{0};
  std::optional<Watts> power;
  std::optional<Celsius> temperature;
};

// settled: at rest, or, to match, at the start temperature. not_settled: the fixed wait was over
// and the device not at rest. too_cold: below the start temperature to match, a warm-up is due.
// timed_out: neither by the maximum. refused: a stranger computes and the rules say not to wait.
enum class GateVerdict {
  settled,
  not_settled,
  too_cold,
  timed_out,
  refused,
  not_verifiable,
  interrupted
};
// "settled", "not settled", "too cold", "timed out", "refused", "not verifiable", "interrupted"
std::string to_text(GateVerdict verdict);

// Newton's law of cooling as fitted on a curve: T(t) = at_rest + (start - at_rest) exp(-t / τ).
struct CoolingFit {
  Seconds time_constant{0};
  Celsius at_rest;           // what the temperature tends to
  Celsius start;             // at the fit's first point
  Seconds over{0};           // first to last point that the fit used
  double rms_error_celsius;  // of the points against the fit
};

// The gate before an attempt: what was asked, what was taken, what it saw.
struct CoolingRecord {
  Seconds minimum{0};        // asked
  Seconds maximum{0};        // asked
  std::string minimum_from;  // "cooling_seconds", "config_sleep_seconds", "retry_sleep_seconds",
                             // "first run"
  Seconds taken{0};
  GateVerdict verdict = GateVerdict::not_verifiable;
  std::string reason;                        // what the verdict rests on, for people
  std::optional<Celsius> start_temperature;  // of the run's first device, when the gate began
  std::optional<Celsius> end_temperature;    // when it opened: the run's start temperature
  CoolingPolicy policy = CoolingPolicy::settled;
  std::optional<Celsius> target_temperature;  // policy match: to start with
  std::optional<Celsius> idle_temperature;    // the device at rest, as known when the gate began
  std::optional<Watts> idle_reference;        // likewise
  std::optional<CoolingFit> fit;              // of this gate's curve; absent: too short or too flat
  // The median of the session's start temperatures up to this run; absent: too few.
  std::optional<Celsius> session_median;
  std::optional<Watts> idle_power;  // mean over its last seconds: the idle baseline
  Seconds idle_power_over{0};       // how many seconds that mean covers
  std::vector<CurvePoint> curve;    // 1 Hz
};

// One life of the background training.
struct BackgroundRun {
  int number = 0;  // from 1
  Instant start;
  std::optional<Instant> end;  // absent: still running when it was stopped
  ExitStatus status;
  std::string start_error;  // why it could not be started; "" when it was
  bool stopped_by_us = false;
  std::string log;  // relative to the run's folder
};

enum class LoadVerdict { proved, not_proved, not_verifiable };
std::string to_text(LoadVerdict verdict);  // "proved", "not proved", "not verifiable"

// The background as load: whether it was shown to load the device, and how long it was there.
struct LoadRecord {
  LoadVerdict verdict = LoadVerdict::not_verifiable;
  std::string reason;
  Seconds waited{0};  // background start to foreground start
  std::optional<Watts>
      alone_power;  // mean of the last seconds before the foreground: the background-alone baseline
  Seconds alone_power_over{0};
  // Shares of the foreground phase, 0..1; absent when it was never reached: in which a background
  // run lived, and in which the restart delay asked for went by after one that ended well.
  std::optional<double> alive_fraction;
  std::optional<double> paused_fraction;
  // The share of the foreground in which it was seen to load the device; absent with the reason.
  std::optional<double> loaded_fraction;
  std::string loaded_reason;
  std::vector<BackgroundRun> runs;
  std::string script;       // path of the background script while it existed
  std::string script_text;  // its full text
  bool script_kept = false;
};

// The end of one process tree; or, as the last of a stop, of what the trees held on the GPUs.
struct StopRecord {
  std::string tree;    // "foreground", "background", kGpuContexts
  std::string method;  // "cgroup.kill", "pid namespace", "subreaper sweep", kContextsByLists
  int seen = 0;        // processes that the tree was seen to have, in all
  int terminated = 0;  // alive at SIGTERM
  int killed = 0;      // alive at SIGKILL
  int survivors = 0;   // alive at the end: 0, or the run has failed
  // Of the survivors at most kMostSurvivorsNamed: "1234 (python) in uninterruptible sleep (D)".
  std::vector<std::string> survivor_processes;
  Seconds took{0};
};
inline constexpr size_t kMostSurvivorsNamed = 20;
// Dead processes' compute contexts on the run's GPUs, by NVML's lists: seen and still there.
inline constexpr const char* kGpuContexts = "GPU contexts";
inline constexpr const char* kContextsByLists = "lists of compute processes";

// A process that is not ours and computed on one of the run's devices.
struct StrangerRecord {
  pid_t pid = 0;
  std::string name;                           // as /proc had it; "" when it was gone by then
  std::optional<std::uint64_t> memory_bytes;  // the most that was seen
  Instant first_seen;
  Instant last_seen;
};

// Clocks held down for one reason, during the foreground phase.
struct ThrottlingRecord {
  std::string device;
  std::string reason;  // "hardware thermal slowdown"
  Seconds total{0};
  double fraction = 0;  // of the foreground phase, 0..1
};

// Who a process was, so that a later start can tell it from a stranger with the same pid.
struct ProcessIdentity {
  std::string tree;  // "foreground", "background"
  pid_t keeper_pid = 0;
  std::uint64_t keeper_start_ticks = 0;  // field 22 of /proc/<pid>/stat
  std::string boot_id;
  std::string cgroup;  // directory; "" without one
};

// The copy of a repo's folder that one training of an attempt worked in, made before its gate.
struct CopyRecord {
  std::string tree;  // "foreground", "background"
  std::string from;  // absolute
  std::string to;    // absolute; where it lay while the training ran
  // What git said of `from` just before; "" where it is no checkout.
  std::string git_commit;
  std::optional<bool> git_dirty;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t shared_bytes = 0;  // of them in blocks of the original
  Seconds took{0};
  std::string kept;   // where it lies now; "": it was removed after the attempt
  std::string error;  // why there is none; "" where there was
};

struct AttemptRecord {
  int number = 1;
  Instant start;  // of its gate
  Instant end;
  Instant training_start;
  Instant training_end;
  Seconds duration{0};  // of the foreground training
  ExitStatus status;
  std::string start_error;  // why the training could not be started; "" when it was
  bool timed_out = false;
  Outcome outcome = Outcome::failed;
  std::vector<Reason> reasons;
  std::vector<Metric> metrics;
  std::vector<PhaseRecord> phases;
  CoolingRecord cooling;
  std::optional<LoadRecord> load;  // parallel only
  std::vector<StopRecord> stops;
  std::vector<StrangerRecord> strangers;
  std::vector<ThrottlingRecord> throttling;
  // What processes that are not ours used of all CPUs during the foreground, 0..1; absent with the
  // reason.
  std::optional<double> foreign_cpu_fraction;
  std::string foreign_cpu_reason;
  std::vector<std::string> success_lines;  // of the log, that match a success pattern: the last few
  std::vector<ReaderStatistics> readers;   // over the attempt
  EnergyMetrics energy;
  std::optional<double>
      sampling_hertz;  // power readings a second in the foreground phase; absent without any
  std::vector<std::string> gaps;  // "nvml power: 3.2 s without a reading (GPU is lost)"
  std::vector<std::string> argv;
  std::vector<std::string> background_argv;
  std::string working_directory;
  std::vector<CopyRecord> copies;  // of repos that ask for it
  Environment environment;         // what was set, not what was inherited
  std::string log_tail;  // last lines of training.log, or of the background's log where that failed
};

inline constexpr int kRecordSchemaVersion = 1;

struct RunRecord {
  std::string run_id;  // globally unique, sorts by time
  PlannedRun planned;
  std::string directory;  // relative to the session's folder
  Instant start;
  Instant end;
  Outcome outcome = Outcome::failed;  // the last attempt's
  std::vector<Reason> reasons;
  std::vector<AttemptRecord> attempts;
  std::optional<Provenance> provenance;  // of an imported run
  // Which of a session's programs measured it, as its store numbers them; 0 the first, and of a run
  // that is not in a store.
  int program = 0;
};

// How long the foreground training ran; absent when it never started. Imported records may have it
// without a start.
std::optional<Seconds> training_duration(const AttemptRecord& attempt);

// The last attempt: the one that counts. REQUIRES: there is one.
const AttemptRecord& final_attempt(const RunRecord& run);

}  // namespace mutation
