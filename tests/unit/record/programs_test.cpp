// Which program of a session measured a run, where several have written it.
#include <gmock/gmock.h>

#include "record/read_session.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

std::unique_ptr<SessionStore> reopened(const std::string& directory) {
  auto store = SessionStore::reopen(directory);
  EXPECT_TRUE(store.ok());
  EXPECT_TRUE((*store)->resume_session(sample_session(), {}).ok());
  return std::move(*store);
}

TEST(Programs, AreNumberedAndARunHasThatOfItsLastAttempt) {
  const TemporaryFolder results;
  auto store = begun_session(results.path());
  const std::string directory = store->directory();
  record_run(*store, sequential_run(), "id-1", 10);
  ASSERT_TRUE(store->begin_run("id-2", parallel_run(), at(100)).ok());
  store = nullptr;
  store = reopened(directory);
  ASSERT_TRUE(store->close_attempt("id-2", sample_attempt(parallel_run(), 100), "boot-a").ok());
  EXPECT_EQ(read_session(directory)->runs[1].program, 0) << "only closed by another";
  store = nullptr;
  store = reopened(directory);
  ASSERT_TRUE(store->continue_run("id-2").ok());
  ASSERT_TRUE(store->begin_attempt("id-2", 2, at(300)).ok());
  const auto session = read_session(directory);
  ASSERT_EQ(session->resumptions.size(), 2u);
  EXPECT_EQ(session->resumptions[1].number, 2);
  EXPECT_EQ(session->runs[0].program, 0);
  EXPECT_EQ(session->runs[1].program, 2);
  EXPECT_EQ(run_record_of(session->runs[1]).program, 2);
}

}  // namespace
}  // namespace mutation
