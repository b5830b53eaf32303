// A plan at a glance, for people or as JSON: what stands above its runs, and a line for each entry.
#pragma once

#include <string>

#include "model/plan.h"

namespace mutation {

// Name, number of runs and configurations, seed, order and notes, to standard output.
void print_plan_head(const Plan& plan);

// "at least 5m 0s in all": the waits that are known beforehand.
std::string known_waits_text(const Plan& plan);

void print_plan_summary(const Plan& plan, bool as_json);

}  // namespace mutation
