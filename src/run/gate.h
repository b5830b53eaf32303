// The gate before an attempt: at least the minimum idle time, then evidence that the device has
// settled, bounded by the maximum. A fixed wait alone proves nothing: after 60 s a GPU may still be
// hot. Pure: it is asked again and again with the time and what was observed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/run_record.h"
#include "run/evidence.h"

namespace mutation {

// Temperature counts as no longer falling (or rising) within this slope, °C/s.
inline constexpr double kSettledSlope = 0.1;
// Power counts as idle up to this much above the idle reference: the larger of the two.
inline constexpr double kIdlePowerFraction = 0.10;
inline constexpr Watts kIdlePowerMargin{3};

// Utilisation from which somebody is at work on the device, %. A desktop's display takes some, too.
inline constexpr double kBusyUtilization = 50;

struct GateOptions {
  Seconds minimum{0};  // measured from the gate's start
  Seconds maximum{0};  // likewise; never shortens the minimum
  std::string minimum_from;
  std::vector<int> gpus;                // the run's own
  std::optional<Watts> idle_reference;  // lowest idle power seen so far in this session
};

class CoolingGate {
 public:
  CoolingGate(GateOptions options, const Instant& start);

  // Notes the curve (1 Hz) and decides. `busy` names the compute processes on the run's GPUs now,
  // for people; "" when there is none or the lists cannot be trusted. True once the gate is open,
  // settled or not.
  bool check(const Instant& now, const Observations& observations, const std::string& busy);
  // How long until the minimum has passed; 0 when it has.
  Seconds minimum_left(const Instant& now) const;
  // What has come of it, for the record; `interrupted` when it was left before it opened.
  CoolingRecord record(const Instant& now) const;

 private:
  // Why the device is not settled; "" when it is.
  std::string unsettled(const GpuEvidence& evidence, const std::string& busy) const;
  void note_curve(const Instant& now, const GpuNow& values);
  void open(GateVerdict verdict, std::string reason, const GpuEvidence& evidence);

  GateOptions options_;
  Instant start_;
  CoolingRecord record_;
  std::optional<GateVerdict> verdict_;
  std::optional<Celsius> last_temperature_;
};

}  // namespace mutation
