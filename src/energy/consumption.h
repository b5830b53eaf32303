// Attempts as they are recorded → what they consumed. Pure.
#pragma once

#include <vector>

#include "model/consumption.h"
#include "model/run_record.h"

namespace mutation {

// Of devices that count in a total; meters never do.
void add(const AttemptRecord& attempt, Consumption& consumption);
Consumption consumption_of(const std::vector<AttemptRecord>& attempts);

}  // namespace mutation
