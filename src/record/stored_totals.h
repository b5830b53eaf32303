// What session.db says of a session as a whole, without its runs being read.
#pragma once

#include "base/result.h"
#include "model/consumption.h"
#include "record/database.h"

namespace mutation {

// Measured runs that have ended, in all programs of a session.
struct OutcomeCounts {
  int succeeded = 0;
  int suspect = 0;
  int failed = 0;
  int interrupted = 0;
};

Result<OutcomeCounts> stored_outcomes(Database& store);

// The same as energy/consumption.h makes of the attempts' records.
Result<Consumption> stored_consumption(Database& store);

}  // namespace mutation
