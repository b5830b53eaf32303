// What the GPUs drew while the background ran alone, of nothing but that time: the baseline of
// gpu_energy_above_background_joules. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "run/observations.h"

namespace mutation {

// A mean over fewer of a sensor's updates, or of the times over which its readings are means, is
// none of the background's.
inline constexpr double kFewestWindowsAlone = 2;

struct AlonePower {
  std::optional<Watts> power;        // of the run's own GPUs, summed
  std::optional<Watts> uncertainty;  // half-width as of EnergyFigure::uncertainty
  Seconds over{0};                   // 0 without a power
  std::string reason;                // why there is none; "" otherwise
};

// By the energy of the start-up's last kTrendWindow, of less where it was shorter: nothing before
// it counts. Ask when readings past its end have come. `startup`: the background's start to the
// foreground's.
AlonePower alone_power(const Observations& observations, Stretch startup,
                       const std::vector<int>& gpus);

}  // namespace mutation
