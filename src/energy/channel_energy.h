// The energy of one device over a stretch by one of its channels, with its uncertainty. Pure.
//
// The uncertainty is the half-width of the interval that holds the true energy in 95 of 100 cases,
// as far as the device's own sensor is right. Its parts are independent; a part is there only where
// the readings show something to compute it from (docs/measurement.md has the formulas):
//   edges           when the updates next to the edges came, and what power did between them
//   gaps            power where samples were lost, or where a counter's edge falls between distant
//                   updates
//   resolution      the sensor's smallest step
//   sensor window   the sensor looks at moments, or at a share of the time only
//   timestamps      readings whose time is known to whole steps only
// Not in it: the sensor's error against an external meter; bursts in step with the sensor.
#pragma once

#include <string>
#include <vector>

#include "energy/trace.h"
#include "model/run_record.h"

namespace mutation {

// One channel of power (W) or of an energy counter (J).
struct EnergyChannel {
  const Trace* trace = nullptr;
  std::string source;
  double resolution = 0;  // smallest step; 0: not known, then a power's is taken from its readings
  Seconds update_period{0};  // documented: how often the sensor updates itself; 0: not known
  Seconds averaging{0};      // power: a reading is the mean over this long before it
  double duty = 1;       // the share of the time in which the sensor looks; 1: all, or not known
  double wraps_at = 0;   // counter: starts again at 0 after this many joules; 0: never
  Seconds time_step{0};  // the readings' times are cut to whole multiples of this; 0: exact
  Seconds longest_gap = kLongestGap;  // power: nothing is assumed between readings further apart
};

// As `channel` describes it. `trace` must outlive the result.
EnergyChannel energy_channel(const Channel& channel, const Trace& trace);

// A counter that does not move for this many of its update periods, and at least this long, stands
// still: it counts then only if its next step makes up for the time, by the power beside it or else
// by its own pace before. One that never moves has no energy, for what draws nothing is not there.
inline constexpr int kStillPeriods = 10;
inline constexpr Seconds kShortestStill{1};

// Energy from a counter: its value at both edges, interpolated between the updates around them,
// with wrap-around; a reset, an absurd step and a time of standing still are left out and lower the
// coverage. Absent with the reason when nothing is covered.
//
// Time before the first and after the last reading is not covered: ask when readings past the end
// have come, best for one update period. Gaps in the readings: one that lies whole within the
// stretch is bridged by the counter and costs no coverage; an edge within a gap is not
// interpolated, the gap's part of the stretch is left out. `power` beside it, or null: says whether
// energy flows.
EnergyFigure energy_from_counter(const EnergyChannel& counter, const EnergyChannel* power,
                                 Stretch stretch);

// Time-weighted (trapezoid) integral of the updates of a power over the stretch, edges
// interpolated, readings that are means taken in the middle of what they average. Gaps longer than
// `longest_gap` and the times in `frozen` are left out and lower the coverage. Readings until half
// of `averaging` after the end are used.
EnergyFigure energy_from_power(const EnergyChannel& power, Stretch stretch,
                               const std::vector<Stretch>& frozen = {});

// Variance of power from one update to the next near `time`, in W²; 0 with too few readings, or for
// means.
double power_variance_near(const EnergyChannel& power, MonotonicTime time);

}  // namespace mutation
