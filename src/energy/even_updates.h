// The grid on which a sensor updates itself, found from the readings around a block of them. Of use
// to updates.cpp alone.
#pragma once

#include <optional>

#include "energy/update_context.h"

namespace mutation {

// A grid that most changes of the context's longest row lie on, for use within its block; none when
// there are too few, when no reading was held, or when updates are not that even.
std::optional<UpdateGrid> grid_of(const Context& context, SensorKind kind);

}  // namespace mutation
