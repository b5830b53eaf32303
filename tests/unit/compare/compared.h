// Two groups of made-up runs, and their comparison by GPU energy.
#pragma once

#include <vector>

#include "compare/comparison.h"
#include "unit/compare/lab.h"

namespace mutation {

inline std::vector<RecordedRun> runs_of(const std::vector<double>& joules, int first = 0) {
  std::vector<RecordedRun> runs;
  for (const double one : joules) runs.push_back(lab_run(first + int(runs.size()) * 2, one));
  return runs;
}

inline std::vector<Comparison> compared(const std::vector<RecordedRun>& a,
                                        const std::vector<RecordedRun>& b,
                                        const ComparisonOptions& options = {}) {
  return compare_sides(pointers_to(a), "A", pointers_to(b), "B", "gpu_joules", options);
}

}  // namespace mutation
