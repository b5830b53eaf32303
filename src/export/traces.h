// Every run's recorded traces as one long table. Read and written piece by piece: they may be of
// many gigabytes in all.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "model/recorded_run.h"

namespace mutation {

using WriteText = std::function<Status(std::string_view)>;

// "run_id,seconds,device,quantity,value,unit". Seconds are counted from the start of the foreground
// training (below 0: cooling and background start-up); where that is not known, from the trace's
// first row.
std::string_view traces_head();

struct TracesWritten {
  std::size_t rows = 0;
  std::size_t without_value = 0;  // failed reads and sensors that are not there: left out
  std::size_t unreadable = 0;     // rows that are none: left out
};

// energy/trace.csv of the run's folder, else the Python tool's three GPU files. No rows where there
// is none of them.
Result<TracesWritten> write_traces(const RecordedRun& run, const WriteText& write);

}  // namespace mutation
