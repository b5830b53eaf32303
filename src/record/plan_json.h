// The plan as JSON: plan.json of a session and what `plan --json` prints are the same text.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/plan.h"

namespace mutation {

// schema_version, experiment_name, seed, governor, notes and runs; docs/records.md has every field.
std::string plan_json(const Plan& plan);

// The same in parts, run by run, so that a plan of a million runs needs no memory for its text.
void write_plan_json(const Plan& plan, const std::function<void(std::string_view)>& write);

// The whole plan again, so that it can be executed. A newer schema is an error.
Result<Plan> plan_from_json(std::string_view text);

}  // namespace mutation
