// The rows of one run in session.db, over all tables.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "record/database.h"

namespace mutation {

// The tables, beside `run`, that hold what was recorded of a run, under its run_id. Not
// judged_anew, which only says that files lag behind.
std::span<const char* const> tables_of_run();

// As if the run had not begun, but for its planned row.
std::vector<Write> run_removed(const std::string& run_id);

}  // namespace mutation
