// What a run costs on disk, counted and not timed.
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "record/run_id.h"
#include "record/schema.h"
#include "record/session_writes.h"
#include "unit/record/io_counter.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

// Runs `first` to `last`; what they cost a run.
struct Cost {
  double syncs = 0;
  double bytes = 0;
};

Cost cost_of_runs(SessionStore& store, int first, int last) {
  const IoCount before = io_count();
  for (int index = first; index <= last; ++index) {
    PlannedRun planned = sequential_run();
    planned.index = index;
    planned.experiment_id = "examples_mnist_ff_" + std::to_string(index);
    record_run(store, planned, new_run_id(at(20.0 * index).utc), 20.0 * index);
  }
  const IoCount after = io_count();
  const int runs = last - first + 1;
  return {double(after.syncs - before.syncs) / runs, double(after.bytes - before.bytes) / runs};
}

TEST(Cost, OfARunIsAtMostEightSyncs) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  cost_of_runs(*store, 1, 1);
  EXPECT_LE(cost_of_runs(*store, 2, 2).syncs, 8);
}

// The writes of one run.
std::vector<Write> writes_of_run(const std::string& run_id, int index,
                                 const std::string& summary_line) {
  PlannedRun planned = sequential_run();
  planned.index = index;
  RunRecord run = sample_record(planned, run_id, 0);
  run.directory = "run " + std::to_string(index);
  std::vector<Write> writes = run_begun(run_id, run.planned, run.directory, run.start);
  for (const auto& more : {attempt_ended(run_id, run.attempts[0], "boot-a"),
                           run_ended(run, std::string(8000, 'x'), summary_line, "SIM-0")}) {
    writes.insert(writes.end(), more.begin(), more.end());
  }
  return writes;
}

// Runs of an earlier day, put into the store and the summary directly and in few transactions.
void put_earlier_runs(const SessionStore& store, int runs) {
  Result<Database> database =
      Database::open(store.directory() + "/session.db", Journal::write_ahead, session_migrations());
  ASSERT_TRUE(database.ok());
  const std::string summary = store.directory() + "/summary.csv";
  const std::string line = std::string(300, 'x') + "\r\n";
  std::string lines = text_of_file(summary);
  std::vector<Write> writes;
  for (int i = 1; i <= runs; ++i) {
    // Behind those that the test itself records.
    for (Write& write : writes_of_run(new_run_id(at(i).utc), 100000 + i, line)) {
      writes.push_back(std::move(write));
    }
    lines += line;
    if (i % 1000 == 0) {
      ASSERT_TRUE(database->commit(std::exchange(writes, {})).ok());
    }
  }
  put_file(summary, lines);
}

TEST(Cost, OfARunIsTheSameAfterTenThousandRuns) {
  const TemporaryFolder results;
  const SyncsLeftOut quick;
  const auto store = begun_session(results.path());
  const Cost early = cost_of_runs(*store, 1, 100);
  put_earlier_runs(*store, 10000);
  const Cost late = cost_of_runs(*store, 10001, 10100);
  EXPECT_LE(late.syncs, 8.5);  // with the log's checkpoints, which come every thousand pages
  EXPECT_LE(late.syncs, early.syncs * 1.1);
  EXPECT_LE(late.bytes, early.bytes * 1.5);  // a level more in the store's trees, no more
  RecordProperty("syncs_per_run", std::to_string(late.syncs));
  RecordProperty("bytes_per_run", std::to_string(late.bytes));
}

}  // namespace
}  // namespace mutation
