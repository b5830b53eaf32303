// Whether a session that has gone on after a loss of power is what it must be.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "unit/power_loss/story.h"

namespace mutation {

// Everything that is wrong; empty when all is well. `reached`: what had been reported as recorded
// when the power went. `runs`: planned.
std::vector<std::string> faults_of(const std::string& session_directory, int runs,
                                   std::span<const Milestone> reached);

}  // namespace mutation
