// The gate before an attempt: at least the minimum idle time, then evidence that the device is fit
// to start, as the policy asks, bounded by the maximum. A fixed wait alone proves nothing: after 60
// s a GPU may still be hot. Pure: it is asked again and again with the time and what was observed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/run_record.h"
#include "run/cooling_references.h"
#include "run/evidence.h"
#include "run/thermal_state.h"

namespace mutation {

// Utilisation from which somebody is at work on the device, %. A desktop's display takes some, too.
inline constexpr double kBusyUtilization = 50;
// To match: the device is warm enough from this far below the start temperature on, and cool enough
// up to this far above it. It comes from above and is let through early: the mean of the two errors
// is near 0.
inline constexpr Celsius kMatchBelow{1};
inline constexpr Celsius kMatchAbove{0.3};

struct GateOptions {
  Seconds minimum{0};  // measured from the gate's start
  Seconds maximum{0};  // likewise; never shortens the minimum
  std::string minimum_from;
  std::vector<int> gpus;  // the run's own
  CoolingPolicy policy = CoolingPolicy::settled;
  StrangerPolicy strangers = StrangerPolicy::wait;
  // Policy fixed: also without a minimum some seconds of readings are waited for, within the
  // maximum. Of no use for a run that is discarded.
  bool wants_baseline = true;
  CoolingReferences known;
};

// What a gate waits for, for the terminal.
struct GateOutlook {
  std::optional<Celsius> temperature;
  std::optional<Seconds> left;
};

class CoolingGate {
 public:
  CoolingGate(GateOptions options, const Instant& start);

  // Notes the curve (1 Hz) and decides. `busy` names the compute processes on the run's GPUs now,
  // for people; "" when there is none or the lists cannot be trusted. True once the gate is over:
  // open, or not to be waited for.
  bool check(const Instant& now, const Observations& observations, const std::string& busy);
  // REQUIRES: check() gave true. Whether the run may begin: not beside a stranger that the rules
  // refuse, and not when a warm-up is due.
  bool may_begin() const;
  // How long until the minimum has passed; 0 when it has.
  Seconds minimum_left(const Instant& now) const;
  GateOutlook outlook(const Instant& now) const;
  // What has come of it, for the record; `interrupted` when it was left before it opened.
  CoolingRecord record(const Instant& now) const;

 private:
  // When it may open, on its own time: not while a stranger computes, up to the maximum.
  Seconds earliest(const GpuEvidence& evidence, const std::string& busy) const;
  // What goes for every policy; "" when nothing is amiss.
  std::string at_work(const GpuEvidence& evidence, const std::string& busy) const;
  std::string power_not_idle(const GpuEvidence& evidence) const;
  // Why the device is not settled; "" when it is.
  std::string unsettled(const GpuEvidence& evidence, const std::string& busy) const;
  void check_settled(Seconds waited, const GpuEvidence& evidence, const std::string& busy);
  void check_match(Seconds waited, const GpuEvidence& evidence, const std::string& busy);
  void learn_target(Seconds waited);
  bool too_cold(const GpuEvidence& evidence);
  void give_up(std::string reason, const GpuEvidence& evidence);
  void note_curve(const Instant& now, const GpuNow& values);
  void open(GateVerdict verdict, std::string reason, const GpuEvidence& evidence);

  GateOptions options_;
  Instant start_;
  ThermalState thermal_;
  CoolingRecord record_;
  std::optional<GateVerdict> verdict_;
  std::optional<Celsius> last_temperature_;
  bool power_at_idle_ = false;  // and nobody at work
};

}  // namespace mutation
