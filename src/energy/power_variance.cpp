// How much power varies next to an edge: what a counter's edge between two updates may hide.
#include "energy/partial_figure.h"
#include "energy/updates.h"
#include "energy/variation.h"

namespace mutation {
namespace {

// Readings to both sides.
constexpr size_t kNearby = 10;

}  // namespace

double power_variance_near(const EnergyChannel& power, MonotonicTime time) {
  if (power.averaging > Seconds(0)) return 0;
  const auto [first, last] = range_around(*power.trace, {time, time}, kNearby);
  const Updates updates = updates_between(*power.trace, first, last, SensorKind::power);
  double sum = 0;
  int count = 0;
  for (size_t i = 2; i < updates.all.size(); ++i) {
    const auto at = [&](size_t k) { return Seconds(updates.all[k].at - time).count(); };
    const auto bend = bend_of(at(i - 2), updates.all[i - 2].value, at(i - 1),
                              updates.all[i - 1].value, at(i), updates.all[i].value);
    if (!bend) continue;
    sum += bend->variance;
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

}  // namespace mutation
