#include "energy/consumption.h"

namespace mutation {
namespace {

std::optional<Joules>& place_of(const DeviceEnergy& energy, Consumption& consumption) {
  if (energy.simulated) return consumption.simulated;
  return energy.kind == DeviceKind::gpu ? consumption.gpu : consumption.cpu;
}

}  // namespace

void add(const AttemptRecord& attempt, Consumption& consumption) {
  bool whole = !attempt.phases.empty();
  for (const PhaseRecord& phase : attempt.phases) {
    for (const DeviceEnergy& energy : phase.energy) {
      if (!energy.in_total || energy.kind == DeviceKind::meter) continue;
      if (!energy.figure.energy || energy.figure.coverage < kCompleteCoverage) whole = false;
      if (!energy.figure.energy) continue;
      std::optional<Joules>& sum = place_of(energy, consumption);
      sum = sum.value_or(Joules{0}) + *energy.figure.energy;
    }
  }
  ++consumption.attempts;
  if (!whole) ++consumption.incomplete;
}

Consumption consumption_of(const std::vector<AttemptRecord>& attempts) {
  Consumption consumption;
  for (const AttemptRecord& attempt : attempts) add(attempt, consumption);
  return consumption;
}

}  // namespace mutation
