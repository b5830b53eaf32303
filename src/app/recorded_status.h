// `mutation status` of a session's folder that has no store: one of the Python tool, or one whose
// session.db was lost. Shows what the runs' experiment.json say.
#pragma once

#include <string>

namespace mutation {

// Whether the folder holds runs that can be shown.
bool has_recorded_runs(const std::string& directory);

void print_recorded_status(const std::string& directory, bool json);

}  // namespace mutation
