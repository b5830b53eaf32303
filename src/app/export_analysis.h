// `mutation export --form analysis`: a folder with a table for each group and their dictionary.
#pragma once

#include <vector>

#include "app/options.h"
#include "base/result.h"
#include "model/catalogue.h"
#include "model/recorded_run.h"

namespace mutation {

// Says on standard error what was left out.
Status write_analysis(const std::vector<const RecordedRun*>& runs, const Catalogue& catalogue,
                      const ExportOptions& options);

}  // namespace mutation
