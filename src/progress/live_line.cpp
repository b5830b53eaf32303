#include "progress/live_line.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "base/text.h"
#include "progress/display_width.h"
#include "progress/figures.h"

namespace mutation {
namespace {

std::string phase_word(PhaseKind kind) {
  switch (kind) {
    case PhaseKind::cooling:
      return "cooling";
    case PhaseKind::background_startup:
      return "background start";
    case PhaseKind::foreground:
      return "foreground";
    case PhaseKind::stop:
      return "stopping";
  }
  return to_text(kind);
}

std::string what_is_measured(const LiveSample& sample) {
  std::vector<std::string> figures;
  if (sample.power) figures.push_back(power_text(*sample.power));
  if (sample.temperature)
    figures.push_back(temperature_text(*sample.temperature) + cooling_outlook(sample));
  if (sample.utilization_percent) figures.push_back(percent_text(*sample.utilization_percent));
  if (figures.empty()) return "no GPU figures";
  return joined(figures, " ") + (sample.simulated ? " (simulated)" : "");
}

}  // namespace

std::string phase_progress(const LiveSample& sample) {
  // Once the minimum is over it is evidence that is waited for, and nobody knows how long.
  const bool counts_down = sample.left && sample.left->count() > 0;
  return fmt::format(
      "{}, {}", phase_word(sample.kind),
      counts_down ? human_duration(*sample.left) + " left" : human_duration(sample.in_phase));
}

// Behind the temperature.
std::string cooling_outlook(const LiveSample& sample) {
  if (!sample.settles_at || !sample.settles_in || sample.settles_in->count() < 1) return {};
  return fmt::format(" -> {} in about {}", temperature_text({std::round(sample.settles_at->value)}),
                     human_duration(*sample.settles_in));
}

std::string live_line(const LiveSample& sample, UtcTime now, int columns) {
  const std::string start =
      fmt::format("[{}/{}] {}", sample.index, sample.runs, phase_progress(sample)) + " | " +
      what_is_measured(sample);
  if (!sample.session_left) return columns > 0 ? truncated(start, columns) : start;
  const UtcTime end = now + std::chrono::duration_cast<UtcTime::duration>(*sample.session_left);
  const std::string clock = clock_text(end, now);
  const std::string whole = fmt::format("{} | about {} left in all, until {}", start,
                                        human_duration(*sample.session_left), clock);
  if (columns == 0 || display_width(whole) <= columns) return whole;
  return truncated(start + " | done " + clock, columns);
}

}  // namespace mutation
