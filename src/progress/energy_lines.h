// The figures of one attempt as lines: energy, power, temperature, utilisation. What is absent says
// why; nothing absent is ever shown as a number.
#pragma once

#include "model/run_record.h"
#include "progress/lines.h"

namespace mutation {

enum class WithBackground { no, yes };

// The attempt's foreground phase. `instrumentation` names the devices and explains absences that
// the record does not; it may be empty.
Lines energy_lines(const AttemptRecord& attempt, WithBackground background,
                   const Instrumentation& instrumentation);

}  // namespace mutation
