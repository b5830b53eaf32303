// Why the figures of a run should not be trusted though it may have ended well. Judges what it is
// given and decides no outcome: judge() does. Pure.
#pragma once

#include <vector>

#include "judge/judge.h"

namespace mutation {

// In the order in which judge() lists them.
std::vector<Reason> reasons_to_suspect(const AttemptRecord& attempt, const Evidence& evidence);

}  // namespace mutation
