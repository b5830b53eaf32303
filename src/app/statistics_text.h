// Numbers of statistics as people read them. Pure.
#pragma once

#include <optional>
#include <string>

#include "stats/mean_interval.h"

namespace mutation {

// Five significant digits: "1020.4", "0.81234".
std::string statistic_text(double value);
// "1020.4 ± 3.1"; "1020.4" where nothing bounds it.
std::string mean_text(const Interval& interval);
// "+20 [+15.4, +24.6]"; with "not bounded" in place of infinite bounds.
std::string change_text(const Interval& interval);
// The same in percent of 1: of a ratio.
std::string ratio_text(const std::optional<Interval>& ratio);
// "0.012", "< 0.0001", "-" where it is absent.
std::string p_text(const std::optional<double>& p);

}  // namespace mutation
