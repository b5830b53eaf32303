#include "record/session_roles.h"

#include "record/database.h"
#include "record/schema.h"

namespace mutation {

Result<int> succeeded_runs(const std::string& directory, Role role) {
  Result<Database> store =
      Database::open_for_reading(directory + "/session.db", session_migrations());
  if (!store) return store.error();
  const auto rows = store->query(
      "SELECT count(*) FROM run WHERE outcome = 'succeeded' AND role = ?", {to_text(role)});
  if (!rows) return rows.error();
  return static_cast<int>(whole_of(rows->front()[0]));
}

}  // namespace mutation
