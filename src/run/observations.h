// What the sources have brought, kept in memory for as long as the verdicts and figures of one
// attempt need it. Passive but for its look-ups; knows no threads and asks no clock.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "energy/trace.h"
#include "model/sample.h"

namespace mutation {

class Observations {
 public:
  explicit Observations(const Instrumentation& instrumentation);

  void add(const SampleBatch& batch);
  // Drops what was read before `time`; figures about earlier stretches cannot be made any more.
  void forget_before(MonotonicTime time);

  const Instrumentation& instrumentation() const { return *instrumentation_; }
  const Trace& trace(int channel) const { return traces_[static_cast<size_t>(channel)]; }
  // None when the device has no such channel.
  std::optional<int> channel(int device, Quantity quantity) const;
  const Trace* trace(int device, Quantity quantity) const;
  // The last value read at most `max_age` before `now`.
  std::optional<double> latest(int device, Quantity quantity, MonotonicTime now,
                               Seconds max_age) const;
  const std::vector<ReadFailure>& failures() const { return failures_; }
  // Who was last seen computing on the device; none when nobody has looked since forget_before().
  const ComputeProcesses* processes(int device) const;
  // Whether every fast channel has a reading later than `time`.
  bool all_read_since(MonotonicTime time) const;

 private:
  void note_failure(const ReadFailure& failure);

  const Instrumentation* instrumentation_;
  std::vector<Trace> traces_;
  std::vector<ReadFailure> failures_;
  std::map<int, ReadFailure> last_failure_;  // by channel
  std::map<int, ComputeProcesses> processes_;
};

// The run's own GPUs, as indices of devices: those named; when none is named `otherwise`, or where
// that is empty, too, the first. What is named and not there is left out.
std::vector<int> own_gpus(const Instrumentation& instrumentation,
                          const std::vector<std::string>& asked,
                          const std::vector<int>& otherwise = {});

// Power of several devices at the readings of the first, the others taken at their last reading
// before.
Trace summed_power(const Observations& observations, const std::vector<int>& gpus);

}  // namespace mutation
