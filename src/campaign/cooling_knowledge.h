// What a session knows of the GPUs that it cools, from one gate to the next: at rest, how fast they
// cool, what runs started with; and what follows for the next gate and for warm-ups. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/run_record.h"
#include "record/known_devices.h"
#include "record/session_store.h"
#include "run/cooling_references.h"

namespace mutation {

// So many warm-ups in a row at most; when the GPU is too cold after them its run begins as it is.
inline constexpr int kMostWarmUpsInARow = 3;
// A GPU cools while its warm-up is stopped: it must be at its start temperature after that.
inline constexpr Seconds kWarmUpStop{10};
// … and when it was not, the next warm-up goes on for so much more.
inline constexpr Celsius kMoreWarmth{10};
// No warm-up heats further, but for a start temperature that is higher: from 83 °C on cards slow
// themselves down.
inline constexpr Celsius kHottestWarmUp{80};

class CoolingKnowledge {
 public:
  CoolingKnowledge() = default;
  // From earlier sessions, and from the runs that this one has ended already.
  CoolingKnowledge(const std::vector<KnownDevice>& devices, const std::vector<RunStart>& starts);

  // For the gate of a run on `device` (KnownDevice::id).
  CoolingReferences before(const PlannedRun& run, const std::string& device,
                           int warm_ups_in_a_row) const;
  // How hot a warm-up for `run` must get: so that after its stop the device is still above the
  // start temperature. None while that is not known: then the warm-up trains to its end.
  std::optional<Celsius> warm_until(const PlannedRun& run, const std::string& device,
                                    int warm_ups_in_a_row) const;

  // What a gate of the run has shown.
  void note_gate(const PlannedRun& run, const std::string& device, const CoolingRecord& cooling);
  // A measured run has started behind this gate. What people are to be warned of, once for each
  // device: that warm-ups did not help, and what becomes of the start temperature; "" otherwise.
  // REQUIRES: note_gate() of it.
  std::string note_start(const PlannedRun& run, const std::string& device,
                         const CoolingRecord& cooling);

  bool has_learned() const;
  // For the next session; of the devices that this one has learned of, with its name and the time.
  std::vector<KnownDevice> learned(std::vector<KnownDevice> known, const std::string& session,
                                   UtcTime now) const;

 private:
  struct State {
    // Of this session; `earlier_*`: of the one before.
    std::optional<Celsius> at_rest;  // as the last gate that could tell saw it
    std::optional<Celsius> earlier_at_rest;
    std::optional<Watts> idle_power;  // the lowest
    std::optional<Watts> earlier_idle_power;
    std::optional<KnownTimeConstant> time_constant;
    std::optional<Celsius> target;  // learned: one that the settings give is that entry's own
    std::vector<Celsius> starts;
    bool hopeless = false;  // the last run was too cold in spite of its warm-ups
    bool warned = false;    // of that
    bool changed = false;
  };

  const State* state_of(const std::string& device) const;

  std::map<std::string, State> states_;
};

}  // namespace mutation
