// Where the data chose how many runs there are. Pure.
#pragma once

#include <string>

#include "compare/circumstances.h"
#include "stats/mean_interval.h"

namespace mutation {

// By what the p values of a test on these runs are multiplied, at least 1: the greatest
// stopped_p_factor() of their configurations that were repeated until an interval was narrow. It
// was the interval of one figure; energies and durations go with each other, so that all of them
// are taken to have stopped; metrics are
// not, but for that whose interval it was.
double stopping_factor(const RunGroup& runs, const std::string& figure);

// The confidence of intervals that belongs to it, in place of 0.95.
double confidence_for(double factor);

// Of the mean of these runs, wider where they are one configuration that was repeated until an
// interval was narrow. REQUIRES: not empty; all have the figure.
Interval mean_of_runs(const RunGroup& runs, const std::string& figure);

}  // namespace mutation
