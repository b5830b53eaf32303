// `mutation plan --compare`.
#pragma once

#include "app/options.h"

namespace mutation {

// The exit code: 0 also where this program refuses the file that the Python tool took.
int do_compare_plans(const Options& options);

}  // namespace mutation
