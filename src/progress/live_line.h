// The last line of a terminal, rewritten each second: what goes on now, what is measured, when it
// all ends. Only the text; the terminal writes and clears it.
#pragma once

#include <string>

#include "model/event.h"

namespace mutation {

// "[2/3] cooling, 41s left | 78.2 W 44 °C 0 % | about 4m 10s left in all, until 14:07". At most
// `columns` wide (0: not bounded); when it does not fit, first the end is told shorter, then the
// line is cut.
std::string live_line(const LiveSample& sample, UtcTime now, int columns);

// Of that line "cooling, 41s left", and " -> 34 °C in about 1m 20s" or "".
std::string phase_progress(const LiveSample& sample);
std::string cooling_outlook(const LiveSample& sample);

}  // namespace mutation
