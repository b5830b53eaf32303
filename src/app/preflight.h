// What can be known to be wrong before anything is started: train scripts that are not there,
// devices that the machine does not have.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/plan.h"
#include "model/sample.h"
#include "model/session_info.h"

namespace mutation {

// All of them, each once.
std::vector<Error> preflight_errors(const Plan& plan, const Instrumentation& instrumentation);

// One for each name that is no GPU here.
std::vector<Error> device_errors(const Instrumentation& instrumentation,
                                 const std::vector<std::string>& names);

// Of a session that goes on: its train scripts. Its devices are compared with what they were.
std::vector<Error> preflight_errors(const std::vector<SessionInfo::Repo>& repos);

}  // namespace mutation
