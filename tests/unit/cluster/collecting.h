// Collecting a submitted session of a test, and what it then says.
#pragma once

#include <string>
#include <vector>

#include "cluster/collect.h"
#include "record/read_session.h"
#include "unit/cluster/submitted.h"

namespace mutation {

// Long after the tests' files were written: so that no store may still be changing.
UtcTime later();

Collected collected(const Submitted& session);
StoredSession stored(const Submitted& session);

// The column of summary.csv without its name.
std::vector<std::string> column_of(const Submitted& session, const std::string& name);

// Does the runs of these indices as "id-<index>", each at 100 s times its index.
Submitted::Work runs(const std::vector<int>& indices);

}  // namespace mutation
