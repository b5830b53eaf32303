// `mutation plan --fill`: the settings file of what was not measured yet.
#pragma once

#include "app/options.h"

namespace mutation {

// The exit code.
int do_fill(const Options& options);

}  // namespace mutation
