#include "unit/cluster/submitted.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "record/database.h"
#include "record/schema.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

Plan plan_of(const std::vector<int>& indices) {
  Plan plan = sample_plan();
  plan.runs.clear();
  for (const int index : indices) plan.runs.push_back(planned_of(index));
  return plan;
}

// A session of these runs in the folder `place`.
void make_session(const std::string& place, const std::vector<int>& indices,
                  const SessionInfo& info, const Submitted::Work& work) {
  const TemporaryFolder made;
  auto store = SessionStore::create(made.path(), plan_of(indices), sample_catalogue(), {}, at(0));
  ASSERT_TRUE(store.ok()) << to_text(store.error());
  ASSERT_TRUE((*store)->begin_session(info, plan_of(indices)).ok());
  const std::string directory = (*store)->directory();
  work(**store);
  *store = nullptr;
  fs::create_directories(fs::path(place).parent_path());
  fs::copy(directory, place, fs::copy_options::recursive);
}

std::string text_of_cell(const Cell& cell) {
  if (is_null(cell)) return "NULL";
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (const auto* real = std::get_if<double>(&cell)) return fmt::format("{}", *real);
  return text_of(cell);
}

}  // namespace

PlannedRun planned_of(int index) {
  PlannedRun run = index % 2 == 1 ? sequential_run() : parallel_run();
  run.index = index;
  run.experiment_id = fmt::format("examples_mnist_ff_{:03}", index);
  run.configuration = index % 2 == 1 ? 1 : 2;
  return run;
}

SessionInfo info_on(const std::string& node, double seconds) {
  SessionInfo info = sample_session();
  info.host = node;
  info.boot_id = "boot of " + node;
  info.start = at(seconds);
  info.instrumentation.devices[0].id = "GPU-" + node;
  info.instrumentation.devices[0].name = "GPU model of " + node;
  return info;
}

Submitted::Submitted() : directory_(folder_ / "run_20251112_093000") {
  make_session(directory_, {1, 2, 3, 4}, info_on("login", 0), [](SessionStore&) {});
  put_file(directory_ + "/cluster.json", "{}");
  fs::create_directories(directory_ + "/blocks/00001");
  fs::create_directories(directory_ + "/blocks/00002");
}

std::string Submitted::claim(int block, int number) const {
  return fmt::format("{}/blocks/{:05}/claim_{}", directory_, block, number);
}

void Submitted::first_claim(int block, const std::string& node, const Work& work,
                            int number) const {
  make_session(claim(block, number), {2 * block - 1, 2 * block}, info_on(node, 10 * number), work);
}

void Submitted::next_claim(int block, int number, const std::string& node, const Work& work) const {
  const std::string place = claim(block, number);
  make_session(place, {2 * block - 1, 2 * block}, info_on(node, 10 * number), [](SessionStore&) {});
  fs::copy_file(claim(block, number - 1) + "/session.db", place + "/session.db",
                fs::copy_options::overwrite_existing);
  {
    auto store =
        Database::open(place + "/session.db", Journal::rollback_exclusive, session_migrations());
    ASSERT_TRUE(store.ok()) << to_text(store.error());
    std::vector<Write> writes;
    for (const char* sql :
         {"DELETE FROM attempt WHERE run_id IN (SELECT run_id FROM run WHERE state = 'running')",
          "DELETE FROM hyperparameter WHERE run_id IN"
          " (SELECT run_id FROM run WHERE state = 'running')",
          "DELETE FROM run WHERE state = 'running'"}) {
      writes.push_back({sql, {}});
    }
    writes.push_back(
        {"UPDATE run SET directory = ? || directory", {fmt::format("../claim_{}/", number - 1)}});
    ASSERT_TRUE(store->commit(writes).ok());
  }
  auto store = SessionStore::reopen(place);
  ASSERT_TRUE(store.ok()) << to_text(store.error());
  ASSERT_TRUE((*store)->resume_session(info_on(node, 10 * number), {}).ok());
  work(**store);
}

void Submitted::go_on(int block, int number, const std::string& node, const Work& work) const {
  auto store = SessionStore::reopen(claim(block, number));
  ASSERT_TRUE(store.ok()) << to_text(store.error());
  ASSERT_TRUE((*store)->resume_session(info_on(node, 10 * number + 5), {}).ok());
  work(**store);
}

std::vector<Row> rows_of(Database& store, const std::string& table) {
  // Statements are kept by their address.
  static std::set<std::string> questions;
  const auto rows = store.query(questions.insert("SELECT * FROM " + table).first->c_str());
  EXPECT_TRUE(rows.ok());
  return rows.ok() ? *rows : std::vector<Row>();
}

std::string dump_of(const std::string& path) {
  auto store = Database::open_for_reading(path, session_migrations());
  if (!store) return to_text(store.error());
  std::string dump;
  const auto tables = store->query("SELECT name FROM sqlite_schema WHERE type = 'table'");
  for (const Row& table : tables.value()) {
    dump += text_of(table[0]) + "\n";
    for (const Row& row : rows_of(*store, text_of(table[0]))) {
      for (const Cell& cell : row) dump += text_of_cell(cell) + "|";
      dump += "\n";
    }
  }
  return dump;
}

}  // namespace mutation
