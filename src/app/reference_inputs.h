// `--compat reference`: reads and plans as the Python tool did.
#pragma once

#include <cstdint>
#include <optional>

#include "app/inputs.h"
#include "app/options.h"
#include "plan/reference_plan.h"
#include "settings/read.h"

namespace mutation {

// Also the history's files. None after printing why not.
std::optional<ReferencePlan> plan_as_reference(const Inputs& inputs, const Options& options,
                                               std::uint64_t seed);

}  // namespace mutation
