// What a session's records say of the program, the machine, the user and the repos.
#pragma once

#include <string>

#include "app/inputs.h"
#include "model/run_record.h"

namespace mutation {

// Everything but name, directory, start and instrumentation, which the session gives. Runs git once
// for each repo of the plan, bounded to a few seconds; what cannot be found out stands as a note.
SessionInfo session_facts(const Inputs& inputs, const Plan& plan, const std::string& privileges);

}  // namespace mutation
