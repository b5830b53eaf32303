#include "unit/cluster/collecting.h"

#include "record/csv.h"

namespace mutation {

UtcTime later() {
  return UtcTime(std::chrono::system_clock::now().time_since_epoch()) + std::chrono::hours(1);
}

Collected collected(const Submitted& session) {
  const auto collected = collect_session(session.directory(), later());
  EXPECT_TRUE(collected.ok()) << (collected.ok() ? "" : to_text(collected.error()));
  return collected.ok() ? *collected : Collected{};
}

StoredSession stored(const Submitted& session) {
  const auto stored = read_session(session.directory());
  EXPECT_TRUE(stored.ok()) << (stored.ok() ? "" : to_text(stored.error()));
  return stored.ok() ? *stored : StoredSession{};
}

std::vector<std::string> column_of(const Submitted& session, const std::string& name) {
  const auto records = read_csv(text_of_file(session.directory() + "/summary.csv"));
  std::vector<std::string> values;
  for (std::size_t i = 0; i < records.at(0).size(); ++i) {
    if (records[0][i] != name) continue;
    for (std::size_t line = 1; line < records.size(); ++line) values.push_back(records[line][i]);
  }
  return values;
}

Submitted::Work runs(const std::vector<int>& indices) {
  return [indices](SessionStore& store) {
    for (const int index : indices)
      record_run(store, planned_of(index), "id-" + std::to_string(index), 100 * index);
  };
}

}  // namespace mutation
