// The overview's parts, a function each.
#pragma once

#include <vector>

#include "export/audited_runs.h"
#include "model/noise_floor.h"
#include "record/json.h"
#include "report/material.h"

namespace mutation {

Json session_entry(const ReportedSession& session);

// The table of runs, a column each. `audited` is of the material's runs.
Json run_columns(const ReportMaterial& material, const AuditedRuns& audited);

// What follows from the runs together: of those that are used, and of all that did not fail.
Json analysis_entry(const ReportMaterial& material, const AuditedRuns& audited,
                    const std::vector<NoiseFloor>& floors);
Json noise_floor_entries(const std::vector<NoiseFloor>& floors);

Json unended_entry(const UnendedRun& run);

}  // namespace mutation
