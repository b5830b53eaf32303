// The tables of session.db and of mutation.db; docs/records.md describes them for users.
#pragma once

#include "record/database.h"

namespace mutation {

// results/run_…/session.db: everything of one session.
Migrations session_migrations();
// results/mutation.db: which sessions there are.
Migrations index_migrations();

}  // namespace mutation
