// When a sensor that updates itself at even times did so, found from readings that only tell
// whether it changed between two of them. Pure arithmetic in seconds from any common start.
#pragma once

#include <optional>
#include <span>

namespace mutation {

// Two readings that follow one another: an update lies between them, or none does.
struct Look {
  double after = 0;  // of the first reading
  double by = 0;     // of the second
  bool changed = false;
};

// Updates at phase + k · period, each known to ± half_width where the grid was asked for.
struct UpdateGrid {
  double phase = 0;
  double period = 0;
  double half_width = 0;
  int contradictions = 0;  // looks that speak against it

  // The last update at or before `time`.
  double last_before(double time) const;
};

// Both ends belong to it; in seconds.
struct PeriodRange {
  double shortest = 0;
  double longest = 0;
};

// The grid that agrees with most looks, for use between `from` and `to`: of all periods in the
// range and all phases those that the fewest looks speak against, taken in the middle, with all of
// them in half_width. A look that changed speaks against every phase that puts no update into it,
// one that did not against every phase that does; so a reading that was lost or late does no harm.
// None when more than a twentieth of the looks speak against any grid, or too many agree equally
// well: when looks do not tell.
std::optional<UpdateGrid> find_grid(std::span<const Look> looks, const PeriodRange& periods,
                                    double from, double to);

}  // namespace mutation
