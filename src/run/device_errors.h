// Errors that the run's GPUs told of while it went on: critical ones of the driver (Xid), and
// memory errors that could not be corrected. Pure.
#pragma once

#include <vector>

#include "model/run_record.h"
#include "run/observations.h"

namespace mutation {

// "xid_error" for each Xid number that came up in the stretch, "ecc_error" for each device whose
// count of uncorrected errors rose in it, against the last reading before it (the first in it where
// there is none before). A number that stood there already says nothing of this run.
std::vector<Reason> device_errors_in(const Observations& observations, Stretch stretch,
                                     const std::vector<int>& gpus);

}  // namespace mutation
