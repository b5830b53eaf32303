// energy/trace.csv: every reading and every failed read of an attempt, as rows.
#pragma once

#include <string>

#include "base/clock.h"
#include "model/sample.h"

namespace mutation {

// "monotonic_s,utc,device,quantity,value,unit,source,note". A failed read has no value and its
// reason as note; compute_processes has the number of processes as value and their pids as note.
std::string trace_head();

// The rows of a batch, in order of time. UTC is counted from `begin`, the attempt's first moment,
// so a clock that is set meanwhile does not bend the trace.
std::string trace_rows(const SampleBatch& batch, const Instrumentation& instrumentation,
                       const Instant& begin);

}  // namespace mutation
