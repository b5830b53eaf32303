// Says of submitted sessions that are read that their tasks have recorded more than was collected.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace mutation {

// "3 blocks have recorded runs that are not collected: …" of each submitted session that lacks
// something, by its directory. `sources`: folders of sessions and of results; others are passed
// over. Where it cannot be told, that is printed. Nothing is written.
std::map<std::string, std::string> uncollected_notes(const std::vector<std::string>& sources);

// As lines on standard error.
void tell_uncollected(const std::map<std::string, std::string>& notes);

}  // namespace mutation
