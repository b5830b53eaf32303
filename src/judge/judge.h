// What a run's outcome is, from its exit status, its log, its metrics and the evidence. Pure: it
// reads what it is given, and the clock only so that no pattern can hang it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/catalogue.h"
#include "model/rules.h"
#include "model/run_record.h"

namespace mutation {

// Whether `pattern` is a regular expression that can be used, else why not: "missing closing
// parenthesis at character 12".
Status check_pattern(const std::string& pattern);

// The functions below read text of any bytes and any size (a mapped file of gigabytes is
// fine), in time linear in it for patterns that are. A pattern that backtracks without end, or
// needs more than 10 s + 1 s for each 10 MB, gives up: its result is left out and one line goes to
// `problems` ("metric \"accuracy\": pattern gave up: it backtracks without end"), as for a pattern
// that cannot be compiled. Whoever passes no `problems` does not learn of it; judge() wants them
// (Evidence::scan_problems). A match longer than 1 MiB is not seen. Bytes that are no UTF-8 count
// as one control character each; \r\n, \r and \n all end a line.

// Told now and then how many bytes of a text lie behind a search of it: for who has mapped a file
// of gigabytes and does not want it all in memory. Single places before may still be read.
using SearchedTo = std::function<void(size_t)>;

// Whether the pattern is found in the text (case-insensitive, as Python's re.search).
bool matches(const std::string& pattern, std::string_view text,
             std::vector<std::string>* problems = nullptr);

// Python's re.findall with IGNORECASE: the last match's first group (or whole match) read as a
// number as Python's float() does ("0.5", "4.", "1e-3"). Metrics without a match are left out, and
// those whose last match is no finite number.
std::vector<Metric> extract_metrics(const std::vector<MetricSpec>& specs, std::string_view log,
                                    std::vector<std::string>* problems = nullptr,
                                    const SearchedTo& searched_to = {});

// The lines of the log that match a known error pattern ("CUDA out of memory", a Python traceback,
// …) or one of `more`, the catalogue's: the last `most` of them, in the log's order, trimmed, valid
// UTF-8, at most kLongestLogLine bytes ("…" where something was cut off). A traceback is told by
// its last line, the exception's.
std::vector<std::string> error_lines(std::string_view log, size_t most = 3,
                                     std::vector<std::string>* problems = nullptr,
                                     const SearchedTo& searched_to = {},
                                     const std::vector<std::string>& more = {});
inline constexpr size_t kLongestLogLine = 300;

struct SuccessLines {
  std::vector<std::string> lines;  // as error_lines() gives them
  bool as_expected = false;        // one of the patterns passed in was found, not only known ones
};

// The lines that tell of a training that ended well: those that match a pattern that trainings are
// known to use ("Training completed successfully", …) or one of `expected`, the catalogue's.
SuccessLines success_lines(std::string_view log, const std::vector<std::string>& expected,
                           size_t most = 3, std::vector<std::string>* problems = nullptr,
                           const SearchedTo& searched_to = {});

// Durations of earlier runs of a configuration say what is plausible from this many on.
inline constexpr size_t kFewestDurations = 3;
// Around their median: half of it, or 6 times their median absolute deviation (4 standard
// deviations where they are normally distributed), or this, whichever is most: what starting,
// caches and scheduling take.
inline constexpr Seconds kLeastDeviation{2};
// "it took 90.0 s; 4 earlier runs took 30.0 s in the median, 15.0 to 45.0 s are plausible"; "" when
// the duration is plausible or there are too few to tell.
std::string implausible(Seconds duration, std::vector<Seconds> earlier);

struct Judgement {
  Outcome outcome = Outcome::failed;
  std::vector<Reason> reasons;  // none when it succeeded; those for failing come first
};

// Whether the kernel killed for want of memory while the training ran: somewhere on the machine, or
// in the training's own cgroup.
enum class OomKill { none, on_machine, in_tree };

// The reason of a ThrottlingRecord that makes nothing suspect: a card at its power limit does what
// it is set to.
inline constexpr std::string_view kPowerCapThrottling = "power cap";

// What judge() knows beyond the attempt's record.
struct Evidence {
  RunRules rules;                          // what is too much and too little
  std::vector<std::string> error_lines;    // see above
  std::vector<std::string> scan_problems;  // of the functions above
  std::vector<MetricSpec> metrics;         // the catalogue's
  bool success_missing = false;            // success patterns are given and none was found
  std::vector<Reason> device_errors;       // that the devices told of meanwhile
  std::vector<Seconds> earlier_durations;  // of runs of the same configuration
  std::optional<double>
      energy_coverage;  // 0..1; of energy figures that are partial; absent: none is
  Seconds suspended{0};
  std::optional<Seconds> timeout;  // that the attempt had; absent: not known, the reason omits it
  bool keeper_died = false;
  bool background_gave_up = false;
  bool interrupted = false;
  OomKill oom_kill = OomKill::none;
  std::vector<std::string> unwritten;  // what of the run's files could not be written, and why
  // A warm-up's training that the program ended once the device was hot enough.
  bool ended_when_warm = false;
  std::string start_temperature_off;  // judge/start_temperature.h; "" when it is within its band
};

// Reads the attempt's exit status, timed_out, start_error, duration, metrics, load, strangers,
// throttling, foreign CPU load, cooling and stops.
//
// interrupted: the evidence says so. It wins, since it was the stop that ended the training.
// failed: exit status not 0, none seen, a start error, a timeout, survivors of a stop, contexts
// that
//   stay on a device, a dead keeper, a background that gave up, a stranger for whom the run was not
//   to wait. Where the program itself ended the training (timeout, background given up,
//   interrupted), or never came to start it (stranger), the exit status is its doing and no reason.
// suspect: error lines, patterns that gave up, a success pattern or metrics missing, a metric out
//   of its bounds, a duration unlike the earlier ones, a load that was not proved or mostly absent,
//   strangers, foreign load of the CPUs, throttling, errors that the device told of, a start
//   temperature unlike the session's, a suspended machine, files that could not all be written.
//   "Not verifiable" is no reason.
//
// Every reason is listed, those for suspecting also where the attempt failed. Codes: "exit_status",
// "out_of_memory", "start_error", "timeout", "survivors", "gpu_context_left", "keeper_died",
// "background_failed", "stranger_refused", "interrupted", "error_pattern", "scan_problem",
// "no_success_pattern", "no_metrics", "metric_missing", "metric_out_of_bounds",
// "duration_implausible", "load_not_proved", "load_interrupted", "load_absent", "stranger",
// "foreign_cpu_load", "energy_incomplete", "throttled", "xid_error", "ecc_error",
// "start_temperature", "suspended", "files_incomplete".
Judgement judge(const AttemptRecord& attempt, const Evidence& evidence);

}  // namespace mutation
