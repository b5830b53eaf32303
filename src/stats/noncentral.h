// Student's noncentral distribution: intervals of its centre, and power. Pure.
#pragma once

#include "stats/mean_interval.h"

namespace mutation {

// P(T <= t) with this noncentrality. REQUIRES: degrees > 0.
double noncentral_t_cdf(double t, double degrees, double noncentrality);

// Those centres under which `t` lies in the middle `confidence` of the distribution.
Interval noncentrality_interval(double t, double degrees, double confidence);

}  // namespace mutation
