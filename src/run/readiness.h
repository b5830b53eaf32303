// Whether the background loads the device: at least the start-up wait, then evidence, bounded. A
// background that merely runs is no load: in recorded campaigns one used 0 % of the GPU in 78 runs.
// Neither is one that has only reserved memory there, nor a busy GPU that may be somebody else's:
// where the lists of processes can be trusted both a process of its own and work of the GPU are
// asked for. What cannot be told is no fault of the background, and not waited for. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/run_record.h"
#include "run/evidence.h"

namespace mutation {

// Utilisation from which the device counts as loaded, %.
inline constexpr double kLoadedUtilization = 5;
// Power this much above idle counts as load: the larger of the two.
inline constexpr double kLoadedPowerFraction = 0.10;
inline constexpr Watts kLoadedPowerMargin{5};
// A load is steady when its power moves by no more than this share over the trend window; and when
// its utilisation, as it moves over the window, does not come from or go below what counts as
// loaded.
inline constexpr double kSteadyPowerFraction = 0.25;

struct ReadinessOptions {
  Seconds minimum{0};  // from the background's start
  Seconds maximum{0};  // likewise; never shortens the minimum
  std::vector<int> gpus;
  std::optional<Watts> idle_power;  // before the background began
  bool has_ready_pattern = false;
};

// What else is known at a moment.
struct ReadinessEvidence {
  bool background_alive = false;
  bool pattern_seen = false;
  bool has_lists = false;           // of compute processes, to be trusted
  std::string own_compute_process;  // "pid 123 (python3), 512 MiB"; "" when the lists have none of
                                    // the background's
};

class LoadReadiness {
 public:
  LoadReadiness(ReadinessOptions options, const Instant& start);

  // True once the foreground may start, load proved or not.
  bool check(const Instant& now, const Observations& observations,
             const ReadinessEvidence& evidence);
  Seconds minimum_left(const Instant& now) const;
  // Verdict, reason and waited; the rest of the record is the caller's.
  LoadRecord record(const Instant& now) const;

 private:
  // "" when nothing proves it. `may_tell_yet`: the GPU's work, of which there are too few readings.
  std::string proof(const GpuEvidence& gpu, const ReadinessEvidence& evidence,
                    bool may_tell_yet) const;
  std::string work_of(const GpuEvidence& gpu) const;
  bool can_tell_work(const GpuEvidence& gpu) const;
  // Nothing that could prove or disprove it is known now; could be known at some time.
  bool tells_nothing(const GpuEvidence& gpu, const ReadinessEvidence& evidence) const;
  bool can_ever_tell(const Observations& observations) const;
  std::string what_cannot_be_told(const Observations& observations, MonotonicTime now) const;
  std::string what_is_missing(const GpuEvidence& gpu, const ReadinessEvidence& evidence) const;

  ReadinessOptions options_;
  Instant start_;
  std::optional<LoadVerdict> verdict_;
  std::string reason_;
};

}  // namespace mutation
