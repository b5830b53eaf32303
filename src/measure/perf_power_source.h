// CPU energy from the kernel's power PMU: the same counters as RAPL's, for machines where powercap
// shows none or hides them. The counts start at 0 when the source is opened.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "measure/perf_events.h"
#include "measure/power_source.h"

namespace mutation {

// Opens an event so that read(2) gives its count as one 64-bit number.
using OpenPerfEvent = std::function<Result<UniqueFd>(const PerfEnergyEvent&)>;

// By perf_event_open(2), for all processes on the event's CPU: allowed to root, with CAP_PERFMON,
// or where kernel.perf_event_paranoid is below 1. It may be read whatever privileges are dropped
// afterwards.
Result<UniqueFd> open_perf_event(const PerfEnergyEvent& event);

class PerfPowerSource final : public PowerSource {
 public:
  // An error when there is no power PMU, or none of its events can be opened; what single events
  // lack stands in the absences.
  static Result<std::unique_ptr<PowerSource>> open(
      const std::string& root, const OpenPerfEvent& open_event = open_perf_event);

  std::string name() const override { return "perf"; }
  const Instrumentation& instrumentation() const override { return instrumentation_; }
  void read(Rate rate, SampleBatch& into) override;

 private:
  PerfPowerSource() = default;

  std::vector<UniqueFd> counters_;  // one per channel, in the same order
  std::vector<double> joules_;      // of one count, likewise
  Instrumentation instrumentation_;
};

}  // namespace mutation
