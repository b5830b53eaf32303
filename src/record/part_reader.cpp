#include "record/part_reader.h"

#include <map>

#include "record/run_rows.h"
#include "record/schema.h"

namespace mutation {
namespace {

const char* select_of(const char* table) {
  static const auto* const questions = [] {
    auto* all = new std::map<std::string, std::string>;
    for (const std::string name : tables_of_run())
      (*all)[name] = "SELECT * FROM " + name + " WHERE run_id = ?";
    return all;
  }();
  return questions->at(table).c_str();
}

}  // namespace

Result<PartReader> PartReader::open(const std::string& directory) {
  Result<Database> store = Database::open_for_reading(directory + "/session.db",
                                                      session_migrations(), Locks::say_nothing);
  if (!store) return store.error();
  // All that is read is of one moment, and a store with a write-ahead log is locked once, not for
  // each question.
  if (const auto begun = store->query("BEGIN"); !begun) return begun.error();
  return PartReader(directory, std::move(*store));
}

Result<bool> PartReader::has_begun() {
  const auto rows = store_.query("SELECT 1 FROM session");
  return rows ? Result<bool>(!rows->empty()) : rows.error();
}

Result<std::vector<PartRun>> PartReader::ended() {
  const auto plans = store_.query(
      "SELECT run_id, plan_index, known_waits_seconds, planned, before_index"
      " FROM run JOIN planned_run USING (plan_index) LEFT JOIN added_run USING (plan_index)"
      " WHERE state = 'ended' AND outcome <> 'interrupted' ORDER BY plan_index");
  if (!plans) return plans.error();
  std::vector<PartRun> runs;
  for (const Row& plan : *plans) {
    PartRun run{.run_id = text_of(plan[0]),
                .index = static_cast<int>(whole_of(plan[1])),
                .known_waits_seconds = std::get<double>(plan[2]),
                .planned = text_of(plan[3]),
                .before = {},
                .row = {}};
    if (!is_null(plan[4])) run.before = static_cast<int>(whole_of(plan[4]));
    auto row = store_.query("SELECT * FROM run WHERE run_id = ?", {run.run_id});
    if (!row) return row.error();
    // Gone since: the reading is disturbed and will be done again.
    if (row->empty()) continue;
    run.row = std::move(row->front());
    runs.push_back(std::move(run));
  }
  return runs;
}

Result<std::vector<Row>> PartReader::ended_in_short() {
  return store_.query(
      "SELECT run_id, ifnull(outcome, ''), ifnull(end, '') FROM run"
      " WHERE state = 'ended' AND outcome <> 'interrupted'");
}

Result<std::vector<TableRows>> PartReader::rows_of(const std::string& run_id) {
  std::vector<TableRows> all;
  for (const char* table : tables_of_run()) {
    auto rows = store_.query(select_of(table), {run_id});
    if (!rows) return rows.error();
    if (!rows->empty()) all.push_back({table, std::move(*rows)});
  }
  return all;
}

Result<Row> PartReader::program(int number) {
  auto rows = number == 0 ? store_.query(
                                "SELECT boot_id, start, start_monotonic_ns, start_boot_ns, info"
                                " FROM session")
                          : store_.query(
                                "SELECT boot_id, start, start_monotonic_ns, start_boot_ns, info"
                                " FROM resumption WHERE number = ?",
                                {std::int64_t{number}});
  if (!rows) return rows.error();
  if (rows->empty()) {
    return Error{directory_ + "/session.db: a run was measured by program " +
                     std::to_string(number) + " of the session, of which nothing is recorded",
                 {}};
  }
  return std::move(rows->front());
}

Result<int> PartReader::added_unfinished() {
  const auto rows = store_.query(
      "SELECT count(*) FROM added_run JOIN planned_run USING (plan_index)"
      " LEFT JOIN run USING (plan_index) WHERE done = 0 OR outcome = 'interrupted'");
  if (!rows) return rows.error();
  return static_cast<int>(whole_of(rows->front()[0]));
}

Result<std::string> PartReader::summary_head() {
  const auto rows = store_.query("SELECT summary_head FROM session");
  if (!rows) return rows.error();
  return rows->empty() ? std::string() : text_of(rows->front()[0]);
}

Result<std::vector<std::string>> PartReader::columns() {
  const auto rows = store_.query("SELECT name FROM pragma_table_info('run') ORDER BY cid");
  if (!rows) return rows.error();
  std::vector<std::string> names;
  for (const Row& row : *rows) names.push_back(text_of(row[0]));
  return names;
}

}  // namespace mutation
