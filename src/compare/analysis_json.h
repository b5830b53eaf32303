// An analysis, and its parts, as JSON: what web/DATA.md calls ANALYSIS.
#pragma once

#include <vector>

#include "compare/analysis.h"
#include "record/json.h"

namespace mutation {

// `positions`: for each of the audited runs the number under which the reader knows it (its place
// in the overview's columns); empty: the place among the audited runs.
Json analysis_json(const Analysis& analysis, const std::vector<std::size_t>& positions = {});

// Bounds that are infinite are null.
Json interval_json(const Interval& interval);
Json comparison_json(const Comparison& comparison);
Json effect_json(const Effect& effect);

}  // namespace mutation
