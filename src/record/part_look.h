// Whether a part of a session (merge_session.h) is as it was when it was collected, told by a look
// at its file, without reading it.
#pragma once

#include <map>

#include "base/clock.h"
#include "base/result.h"
#include "record/database.h"
#include "record/merge_session.h"

namespace mutation {

// A row of table `collected`, but for its last column, as the part's file is now. `directory` is
// the part's folder. `now` tells whether it may change within the same tick of its clock.
Result<Row> look_at_part(const SessionPartSource& part, const std::string& directory, UtcTime now);

// Has to be read again in any case.
void take_for_changing(Row& look);

bool is_as_collected(const Row& collected, const Row& look);

// The rows of table `collected`, by block.
Result<std::map<int, Row>> collected_parts(Database& whole);

// Whether the part has runs that the whole session has not, or has otherwise, or the reverse. Reads
// the part's store where its file is not as it was collected. False of a part that has not begun.
Result<bool> differs_from_collected(Database& whole, const SessionPartSource& part,
                                    const Row* collected, const std::string& session, UtcTime now);

}  // namespace mutation
