// `status`, `resume` and `stop` of a submitted session: its blocks in place of its runs.
#pragma once

#include <string>

#include "app/options.h"

namespace mutation {

// `session`: its folder, absolute. Each gives the exit code.
int print_submitted_status(const std::string& session, bool json);
int resume_submitted(const std::string& session, const Options& options);
int stop_submitted(const std::string& session, const Options& options);

}  // namespace mutation
