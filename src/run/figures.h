// From readings to the figures of a record: energy per phase and device, the Python tool's
// energy_metrics, net energies, gaps. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/run_record.h"
#include "run/observations.h"

namespace mutation {

// Energy of every device that has a power or energy channel, over the stretch. `gpus`: the run's
// own, which alone count in totals.
std::vector<DeviceEnergy> energy_of_devices(const Observations& observations, Stretch stretch,
                                            const std::vector<int>& gpus);

// Whether a device that counts in totals has no energy at all because its sensor failed meanwhile:
// then the run is suspect, too. One that has no sensor, or was not read in a stretch of an instant,
// is no such.
bool energy_lost(const Observations& observations, const PhaseRecord& foreground);

// The lowest coverage of the figures that count in totals, of one kind of device or of all; 1 when
// there is none.
double lowest_coverage(const PhaseRecord& foreground, std::optional<DeviceKind> kind = {});

struct Baselines {
  std::optional<Watts> idle;              // from the gate
  std::optional<Watts> background_alone;  // from the background's start-up; parallel runs only
  bool parallel = false;
  // Half-widths as of EnergyFigure::uncertainty; absent: not known.
  std::optional<Watts> idle_uncertainty;
  std::optional<Watts> background_uncertainty;
  std::string no_background_alone;  // why its power is not known; "": it is, or no load was shown
};

// How well the mean power of the GPUs over the stretch is known, as far as their sensors are right;
// absent when one of them has no energy there.
std::optional<Watts> mean_power_uncertainty(const Observations& observations, Stretch stretch,
                                            const std::vector<int>& gpus);

// How long after the end of a stretch readings are still of use to its energy: half of what a
// power channel averages over, and two updates of a sensor.
Seconds readings_reach(const Instrumentation& instrumentation);

// Over the foreground phase.
EnergyMetrics energy_metrics(const Observations& observations, const PhaseRecord& foreground,
                             const std::vector<int>& gpus, const Baselines& baselines,
                             std::optional<double> legacy_sum);

// One text for each run of failed reads of a channel within the stretch, and one for each channel
// without a reading for longer than energy/'s kLongestGap, or kFailedGap where a read failed.
inline constexpr Seconds kFailedGap{1};
std::vector<std::string> gaps_in(const Observations& observations, Stretch stretch);

// Power readings a second of the run's first GPU, else of the first channel read at the fast rate;
// 0 when there is none.
double sampling_rate(const Observations& observations, Stretch stretch,
                     const std::vector<int>& gpus);

}  // namespace mutation
