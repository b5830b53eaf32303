// Says of submitted sessions that are read that their tasks have recorded more than was collected.
#pragma once

#include <string>
#include <vector>

namespace mutation {

// Folders of sessions and of results, and other sources of runs, which are passed over. A line on
// standard error for each submitted session that lacks something. Nothing is written elsewhere.
void tell_uncollected(const std::vector<std::string>& sources);

}  // namespace mutation
