// An attempt's readings as the page draws them.
#pragma once

#include "model/run_record.h"
#include "record/json.h"
#include "record/trace_overview.h"
#include "report/run_page.h"

namespace mutation {

struct RunInstruments {
  const Instrumentation& instrumentation;
  std::vector<int> own;  // indices of the run's own devices
};

// web/DATA.md, "timeline"; null where there is no reading.
Json timeline_json(const ThinnedAttempt& attempt, const RunInstruments& instruments,
                   const PageDetail& detail);

// "NVIDIA H200 (GPU 0)", "RAPL package-0"; its id where it has no name.
std::string device_label(const Device& device);

}  // namespace mutation
