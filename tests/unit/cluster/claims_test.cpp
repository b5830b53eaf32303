// Who does a block, and that a task that was presumed dead can do nothing any more.
#include "cluster/claims.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "record/inherit_store.h"
#include "record/read_session.h"
#include "record/summary_csv.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::ElementsAre;

std::vector<std::string> folders_of(const StoredSession& session) {
  std::vector<std::string> folders;
  for (const StoredRun& run : session.runs) {
    if (!run.directory.empty()) folders.push_back(run.directory);
  }
  return folders;
}

std::unique_ptr<SessionStore> begun_in(const BlockClaim& claim) {
  auto store =
      SessionStore::create_in(claim.directory, sample_plan(),
                              SummaryTable(sample_plan(), sample_catalogue()).head(), {"{}", "{}"});
  EXPECT_TRUE(store.ok()) << store.error().message;
  EXPECT_TRUE((*store)->begin_session(sample_session(), sample_plan()).ok());
  return std::move(*store);
}

TEST(Claims, AreNumberedFromOneAndEachIsMadeOnce) {
  const TemporaryFolder block;
  EXPECT_TRUE(claims_of(block.path())->empty());
  EXPECT_EQ(claim_block(block.path())->token, 1);
  EXPECT_EQ(claim_block(block.path())->token, 2);
  put_file(block / "claim_x", "");
  put_file(block / "plan.json", "{}");
  EXPECT_EQ(claims_of(block.path())->size(), 2u) << "what is no claim is passed over";
  EXPECT_FALSE(claims_of(block / "nowhere").ok());
}

TEST(Claims, OfTasksThatClaimAtOnceAreAllDifferent) {
  const TemporaryFolder block;
  std::vector<int> tokens(8);
  {
    std::vector<std::jthread> tasks;
    for (int& token : tokens)
      tasks.emplace_back([&block, &token] { token = claim_block(block.path())->token; });
  }
  EXPECT_EQ(std::set<int>(tokens.begin(), tokens.end()).size(), tokens.size());
}

TEST(Claims, ANewerOneTakesTheOlderOnesRight) {
  const TemporaryFolder block;
  const BlockClaim first = *claim_block(block.path());
  EXPECT_TRUE(still_ours(block.path(), first).ok());
  const BlockClaim second = *claim_block(block.path());
  EXPECT_FALSE(still_ours(block.path(), first).ok());
  EXPECT_TRUE(still_ours(block.path(), second).ok());
}

TEST(Claims, TheNewestWithAStoreCounts) {
  const TemporaryFolder block;
  const BlockClaim first = *claim_block(block.path());
  EXPECT_EQ(claim_that_counts(*claims_of(block.path())), nullptr);
  begun_in(first);
  ASSERT_TRUE(claim_block(block.path()).ok());
  const auto claims = claims_of(block.path());
  ASSERT_NE(claim_that_counts(*claims), nullptr);
  EXPECT_EQ(claim_that_counts(*claims)->token, 1) << "the second has not begun";
}

TEST(Claims, ATaskThatWasPresumedDeadCannotRecordARun) {
  const TemporaryFolder block;
  const BlockClaim first = *claim_block(block.path());
  auto zombie = begun_in(first);
  zombie->guard_with([&] { return still_ours(block.path(), first); });
  record_run(*zombie, sequential_run(), "id-1", 10);
  // It goes on with its second run while another task takes the block over.
  ASSERT_TRUE(zombie->begin_run("id-2", parallel_run(), at(100)).ok());
  ASSERT_TRUE(zombie->begin_attempt("id-2", 1, at(100)).ok());
  const BlockClaim second = *claim_block(block.path());
  ASSERT_TRUE(inherit_store(first.directory, second.directory, {}).value())
      << "although its program holds it";
  EXPECT_FALSE(zombie->end_run(sample_record(parallel_run(), "id-2", 100)).ok());
  EXPECT_FALSE(zombie->begin_run("id-3", sequential_run(), at(200)).ok());

  auto store = SessionStore::reopen(second.directory);
  ASSERT_TRUE(store.ok()) << store.error().message;
  ASSERT_TRUE((*store)->resume_session(sample_session(), {}).ok());
  const auto unfinished = (*store)->unfinished();
  ASSERT_EQ(unfinished->size(), 1u) << "the run that it had begun is done anew";
  EXPECT_EQ((*unfinished)[0].index, 2);
  EXPECT_EQ((*unfinished)[0].run_id, "");
  record_run(**store, parallel_run(), "id-4", 300);
  store->reset();
  const auto session = read_session(second.directory);
  EXPECT_THAT(folders_of(*session),
              ElementsAre("../claim_1/examples_mnist_ff_001", "examples_mnist_ff_002_parallel"));
  EXPECT_EQ(session->runs[0].program, 0);
  EXPECT_EQ(session->runs[1].program, 1);
  EXPECT_TRUE(exists(second.directory + "/" + session->runs[0].directory + "/experiment.json"));
}

TEST(Claims, ARunIsInheritedOverSeveralClaims) {
  const TemporaryFolder block;
  const BlockClaim first = *claim_block(block.path());
  record_run(*begun_in(first), sequential_run(), "id-1", 10);
  const BlockClaim second = *claim_block(block.path());
  ASSERT_TRUE(inherit_store(first.directory, second.directory, {}).value());
  const BlockClaim third = *claim_block(block.path());
  ASSERT_TRUE(inherit_store(second.directory, third.directory, {}).value());
  EXPECT_THAT(folders_of(*read_session(third.directory)),
              ElementsAre("../claim_1/examples_mnist_ff_001"));
}

TEST(Claims, WhatEndedAsItIsToBeDoneAgainIsNotInherited) {
  const TemporaryFolder block;
  const BlockClaim first = *claim_block(block.path());
  {
    auto store = begun_in(first);
    record_run(*store, sequential_run(), "id-1", 10);
    RunRecord failed = sample_record(parallel_run(), "id-2", 100);
    failed.outcome = failed.attempts.back().outcome = Outcome::failed;
    ASSERT_TRUE(store->begin_run("id-2", parallel_run(), at(100)).ok());
    ASSERT_TRUE(store->begin_attempt("id-2", 1, at(100)).ok());
    ASSERT_TRUE(store->end_attempt("id-2", failed.attempts.back()).ok());
    ASSERT_TRUE(store->end_run(failed).ok());
  }
  const BlockClaim second = *claim_block(block.path());
  ASSERT_TRUE(inherit_store(first.directory, second.directory, {}).value());
  EXPECT_EQ(folders_of(*read_session(second.directory)).size(), 2u);
  const BlockClaim third = *claim_block(block.path());
  ASSERT_TRUE(
      inherit_store(second.directory, third.directory, {.outcomes = {Outcome::failed}}).value());
  EXPECT_THAT(folders_of(*read_session(third.directory)),
              ElementsAre("../claim_1/examples_mnist_ff_001"));
}

// The runs of a claim's store that are done in it, by index, and how many are planned.
std::pair<std::vector<int>, int> done_in(const BlockClaim& claim) {
  const auto session = read_session(claim.directory);
  std::vector<int> done;
  for (const StoredRun& run : session->runs) {
    if (run.state == RunState::ended) done.push_back(run.planned.index);
  }
  return {done, session->runs_planned};
}

// A claim whose program was of this submission and whose second run has failed.
void record_a_failure(const BlockClaim& claim, int submission) {
  SessionInfo info = sample_session();
  info.batch = BatchTask{.system = "slurm", .submission = submission};
  auto store =
      SessionStore::create_in(claim.directory, sample_plan(),
                              SummaryTable(sample_plan(), sample_catalogue()).head(), {"{}", "{}"});
  ASSERT_TRUE((*store)->begin_session(info, sample_plan()).ok());
  RunRecord failed = sample_record(parallel_run(), "id-2", 100);
  failed.outcome = failed.attempts.back().outcome = Outcome::failed;
  ASSERT_TRUE((*store)->begin_run("id-2", parallel_run(), at(100)).ok());
  ASSERT_TRUE((*store)->begin_attempt("id-2", 1, at(100)).ok());
  ASSERT_TRUE((*store)->end_attempt("id-2", failed.attempts.back()).ok());
  ASSERT_TRUE((*store)->end_run(failed).ok());
}

TEST(Claims, WhatIsToBeDoneAgainIsDoneAgainOnceForASubmission) {
  const TemporaryFolder block;
  const BlockClaim first = *claim_block(block.path());
  record_a_failure(first, 2);
  const BlockClaim second = *claim_block(block.path());
  ASSERT_TRUE(inherit_store(first.directory, second.directory,
                            {.outcomes = {Outcome::failed}, .submission = 2})
                  .value());
  EXPECT_THAT(done_in(second).first, ElementsAre(2)) << "the task started anew";
  const BlockClaim third = *claim_block(block.path());
  ASSERT_TRUE(inherit_store(first.directory, third.directory,
                            {.outcomes = {Outcome::failed}, .submission = 3})
                  .value());
  EXPECT_TRUE(done_in(third).first.empty());
}

TEST(Claims, PlannedWarmUpsAreInheritedAndAddedOnesAreNot) {
  const TemporaryFolder block;
  const BlockClaim first = *claim_block(block.path());
  Plan plan = sample_plan();
  plan.runs[0].role = Role::warm_up;
  {
    auto store = SessionStore::create_in(
        first.directory, plan, SummaryTable(plan, sample_catalogue()).head(), {"{}", "{}"});
    ASSERT_TRUE((*store)->begin_session(sample_session(), plan).ok());
    PlannedRun added = parallel_run();
    added.index = 3;
    added.role = Role::warm_up;
    ASSERT_TRUE((*store)->add_run(added, 2).ok());
    EXPECT_EQ((*store)->head()->runs_planned, 3);
  }
  const BlockClaim second = *claim_block(block.path());
  ASSERT_TRUE(inherit_store(first.directory, second.directory, {}).value());
  EXPECT_EQ(done_in(second).second, 2);
  auto store = SessionStore::reopen(second.directory, true);
  const auto left = (*store)->unfinished();
  ASSERT_EQ(left->size(), 2u);
  EXPECT_EQ((*left)[0].index, 1) << "the plan's own";
  EXPECT_EQ((*left)[1].index, 2);
}

TEST(Claims, AStoreWhoseSessionHadNotBegunIsPassedOverAndADamagedOneIsNot) {
  const TemporaryFolder block;
  const BlockClaim first = *claim_block(block.path());
  ASSERT_TRUE(SessionStore::create_in(first.directory, sample_plan(),
                                      SummaryTable(sample_plan(), sample_catalogue()).head(),
                                      {"{}", "{}"})
                  .ok());
  const BlockClaim second = *claim_block(block.path());
  EXPECT_FALSE(inherit_store(first.directory, second.directory, {}).value());
  EXPECT_FALSE(exists(second.directory + "/session.db"));
  put_file(first.directory + "/session.db", std::string(20000, 'x'));
  EXPECT_FALSE(inherit_store(first.directory, second.directory, {}).ok());
  EXPECT_FALSE(exists(second.directory + "/session.db"));
}

TEST(Claims, AnInterruptedRunIsLeftToDo) {
  const TemporaryFolder block;
  const BlockClaim first = *claim_block(block.path());
  auto store = begun_in(first);
  record_run(*store, sequential_run(), "id-1", 10);
  EXPECT_EQ(store->runs_left().value(), 1);
  RunRecord cut = sample_record(parallel_run(), "id-2", 100);
  cut.outcome = cut.attempts.back().outcome = Outcome::interrupted;
  ASSERT_TRUE(store->begin_run("id-2", parallel_run(), at(100)).ok());
  ASSERT_TRUE(store->begin_attempt("id-2", 1, at(100)).ok());
  ASSERT_TRUE(store->end_attempt("id-2", cut.attempts.back()).ok());
  ASSERT_TRUE(store->end_run(cut).ok());
  EXPECT_TRUE(store->unfinished()->empty()) << "in this program";
  EXPECT_EQ(store->runs_left().value(), 1);
}

}  // namespace
}  // namespace mutation
