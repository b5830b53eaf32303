// Names for the runs of one source whose record has none.
#pragma once

#include <vector>

#include "model/recorded_run.h"

namespace mutation {

// Fills run_id by content (content_id.h) where it is "". Runs that agree in everything are counted
// within `runs`, so that the same row has the same name whichever file it is read from.
void name_by_content(std::vector<RecordedRun>& runs);

}  // namespace mutation
