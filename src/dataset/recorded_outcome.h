// How a run ended of which another program's record tells. Judged where records are read, so that
// an export, an audit and an import say the same.
#pragma once

#include "model/catalogue.h"
#include "model/recorded_run.h"

namespace mutation {

// Sets outcome and reasons where the record has none, by this program's rules as far as the record
// and the log beside it allow: failed when the record says so; suspect when the log tells of an
// error, when a metric is out of the catalogue's bounds, or when the record does not say whether
// the run succeeded; else succeeded. A metric of the catalogue that the record lacks says nothing
// against its energy and is only noted, in `inferred`. `catalogue` may be null.
void fill_outcome(const Catalogue* catalogue, RecordedRun& run);

// Whether it is the record's own, and not set by fill_outcome().
bool has_recorded_outcome(const RecordedRun& run);

}  // namespace mutation
