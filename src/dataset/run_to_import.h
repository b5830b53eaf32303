// A run that another program recorded as a record of this program's store: what is known in its
// places, what is not known absent, and where it comes from.
#pragma once

#include "model/catalogue.h"
#include "model/recorded_run.h"
#include "record/imported_session.h"

namespace mutation {

// `index` is the run's place in its session, from 1; `sha256` that of the file it was read from.
// The outcome follows this program's rules as far as the record allows: failed when it says so;
// suspect when its log tells of an error, when it has none of the catalogue's metrics or one out of
// its bounds, or when it does not say whether the run succeeded; else succeeded. `catalogue` may be
// null.
ImportedRun run_to_import(const RecordedRun& run, int index, const std::string& sha256,
                          const Catalogue* catalogue);

}  // namespace mutation
