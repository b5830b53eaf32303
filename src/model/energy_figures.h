// Energy as it is recorded: of a device with its uncertainty and source, and of a run in the terms
// of the Python tool's tables.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "model/sample.h"

namespace mutation {

// A part of a figure's uncertainty: "edges", "gaps", "resolution", "sensor window", …
// (energy/trace.h has them all).
struct UncertaintyPart {
  std::string name;
  Joules joules;
};

// Energy that covers less of its stretch than this is partial: no net figure is made from it, a
// run whose foreground it is of is suspect, and sums that it is in say that it was more.
inline constexpr double kCompleteCoverage = 0.99;

// One energy figure. What cannot be measured is absent, with the reason; never 0.
struct EnergyFigure {
  std::optional<Joules> energy;
  std::string method;   // "counter", "integral", "" when absent
  std::string source;   // the channel's
  double coverage = 0;  // 0..1: share of the stretch that readings cover
  std::optional<Joules>
      integral;        // time-weighted integral of power, where it stands beside a counter
  std::string reason;  // why absent or partial; "" otherwise
  // Half-width of the interval that holds the true value in 95 of 100 cases, as far as the device's
  // own sensor is right; absent when the energy is.
  std::optional<Joules> uncertainty;
  std::vector<UncertaintyPart> uncertainty_parts;  // independent: their squares add up
  std::optional<Seconds> update_period;  // of the sensor, as found by looking; absent: not seen
};

struct DeviceEnergy {
  std::string device;  // Device::id
  DeviceKind kind = DeviceKind::gpu;
  bool in_total = true;  // of the run's own devices, no overlapping CPU domain, and no meter
  bool simulated = false;
  EnergyFigure figure;
};

// The figures of the Python tool's energy_metrics, over the foreground phase and the run's own
// devices; absent where nothing was measured.
struct EnergyMetrics {
  std::optional<double> cpu_energy_pkg_joules;
  std::optional<double> cpu_energy_ram_joules;
  std::optional<double> cpu_energy_total_joules;
  std::vector<std::string> cpu_energy_domains;  // that the total sums
  std::optional<double> gpu_power_avg_watts;    // time-weighted
  std::optional<double> gpu_power_max_watts;
  std::optional<double> gpu_power_min_watts;
  std::optional<double> gpu_energy_total_joules;
  std::optional<double>
      gpu_energy_sum_legacy_joules;  // plain sum of gpu_power.csv, as the Python tool had it
  std::optional<double> gpu_energy_uncertainty_joules;  // as EnergyFigure::uncertainty
  std::optional<double> gpu_energy_above_idle_joules;
  std::optional<double> gpu_energy_above_background_joules;
  // Of the net figures: the gross energy's and the baseline's together, as if the baseline had not
  // changed during the training.
  std::optional<double> gpu_energy_above_idle_uncertainty_joules;
  std::optional<double> gpu_energy_above_background_uncertainty_joules;
  // The foreground's part of the energy above idle by its processes' share of utilisation.
  std::optional<double> gpu_energy_foreground_share_joules;
  std::optional<double> gpu_temp_avg_celsius;
  std::optional<double> gpu_temp_max_celsius;
  std::optional<double> gpu_util_avg_percent;
  std::optional<double> gpu_util_max_percent;
  bool simulated = false;  // any GPU figure above comes from the simulated GPU
  std::vector<std::string>
      reasons;  // one for each figure that is absent, and the caveats of net figures
};

}  // namespace mutation
