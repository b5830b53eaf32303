// Updates of a sensor that come at even times, found from readings that only bracket them. Pure
// arithmetic in seconds from any common start.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace mutation {

// An update lies after the one time and not after the other.
struct Bracket {
  double after = 0;
  double by = 0;
  int number = 0;  // of the last update in it, counted from any one
};

// Whether updates may lie between brackets: such as left the value as it was.
enum class Unseen { none, some };

struct AssumedPeriod {
  double seconds = 0;
  double unsure = 0;  // by how much it may be off, in s
};

// Numbers brackets from the first on, for updates about `period` apart: of several updates that may
// lie in a long bracket the last one counts. Ends before a bracket in which none can lie; gives how
// many are numbered.
size_t number_updates(std::span<Bracket> brackets, AssumedPeriod period, Unseen unseen);

// Updates at phase + k · period, each known to ± half_width where the grid was asked for.
struct UpdateGrid {
  double phase = 0;
  double period = 0;
  double half_width = 0;
  double stray = 0;  // by how much updates miss it at most; 0: none does

  // The last update at or before `time`.
  double last_before(double time) const;
};

// The grid whose updates lie in the brackets of their numbers, for use between `from` and `to`;
// none when updates do not come that evenly, or fewer than ten brackets are given. Updates that
// stray by up to a twentieth of the period are still taken as even, and widen half_width.
std::optional<UpdateGrid> fit_grid(std::span<const Bracket> brackets, double from, double to);

}  // namespace mutation
