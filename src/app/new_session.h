// A plan becomes a session: what `run` and `calibrate` share.
#pragma once

#include <string>

#include "app/inputs.h"
#include "app/options.h"
#include "app/session_runner.h"
#include "measure/monitor.h"
#include "model/plan.h"

namespace mutation {

// Whether everything is there that the plan's runs need; prints what is not.
bool is_fit(const Plan& plan, const Instrumentation& instrumentation);

struct SessionMade {
  int exit_code = 0;
  std::string directory;  // "" where none was made
};
// REQUIRES: is_fit(); the machine is taken. Prints errors.
SessionMade run_new_session(const Inputs& inputs, Plan plan, const Options& options, World& world,
                            Monitor& monitor);

}  // namespace mutation
