// Hand-made records and events that the tests of progress share: a simulated GPU, a CPU with two
// domains, and a parallel run that succeeded on them.
#pragma once

#include <sstream>
#include <string>

#include "model/event.h"
#include "progress/lines.h"

namespace mutation::progress_test {

// 2025-11-12T09:30:00Z plus `seconds`, on all clocks.
Instant at(double seconds);

Event event(double seconds, EventBody body);

Instrumentation two_instruments();

PlannedRun planned_run(int index);
RunRecord parallel_run(int index);

// A run of which nothing was measured and that found no metric.
RunRecord bare_run(int index);

// What the lines say, one a line.
std::string text_of(const Lines& lines);

}  // namespace mutation::progress_test
