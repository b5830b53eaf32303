// cluster.json and progress.json, there and back.
#include "cluster/submitted_session.h"

#include <gmock/gmock.h>

#include "cluster/block_progress.h"
#include "cluster/layout.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SubmittedSession, ComesBackAsItWasWritten) {
  const TemporaryFolder session;
  EXPECT_FALSE(is_submitted(session.path()));
  EXPECT_FALSE(read_submitted_session(session.path()).ok());
  SubmittedSession submitted{.token = "abc",
                             .program_version = "1.2",
                             .program_sha256 = "ff",
                             .pin_configurations = true,
                             .work_flags = {"--keep-scripts"},
                             .info = sample_session(),
                             .experiment_name = "e",
                             .summary_head = "a,b\r\n",
                             .stopping = Seconds(25)};
  submitted.request = {.partition = "gpu",
                       .gres = "gpu:1",
                       .shared_nodes = true,
                       .time = Seconds(90),
                       .max_parallel = 4,
                       .warning = Seconds(60),
                       .options = {"--account=a b"}};
  submitted.blocks = {{.number = 1, .runs = 2, .first_run = 1, .entry = 0}};
  submitted.submissions = {
      {.number = 1, .job_id = 7, .offset = 1001, .blocks = {1, 2, 3, 7, 9, 10}, .max_parallel = 2}};
  ASSERT_TRUE(write_submitted_session(session.path(), submitted).ok());
  EXPECT_TRUE(is_submitted(session.path()));
  const auto read = read_submitted_session(session.path());
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->token, "abc");
  EXPECT_TRUE(read->pin_configurations && read->request.shared_nodes);
  EXPECT_EQ(read->request.time, Seconds(90));
  EXPECT_THAT(read->request.options, ElementsAre("--account=a b"));
  EXPECT_THAT(read->submissions.at(0).blocks, ElementsAre(1, 2, 3, 7, 9, 10));
  EXPECT_EQ(read->submissions.at(0).offset, 1001u);
  EXPECT_EQ(read->submissions.at(0).max_parallel, 2);
  EXPECT_EQ(read->info.host, sample_session().host);
  EXPECT_EQ(read->stopping, Seconds(25));
  EXPECT_EQ(read->summary_head, "a,b\r\n");
  EXPECT_EQ(read->blocks.at(0).runs, 2);
}

TEST(SubmittedSession, ABrokenFileIsAnErrorThatNamesIt) {
  const TemporaryFolder session;
  put_file(session / "cluster.json", "{\"schema_version\": 1}");
  const auto read = read_submitted_session(session.path());
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(read.error().message, HasSubstr("cluster.json"));
}

TEST(BlockProgress, CountsWhatHasEndedAndNotWhatIsDoneAgain) {
  const TemporaryFolder claim;
  ProgressFile file(claim.path(), {.runs = 3, .ended = 1, .succeeded = 1, .node = "node1"});
  EXPECT_EQ(read_progress(claim.path())->ended, 1);
  file.on_event({at(1), RunStarted{.index = 5, .runs = 9, .planned = parallel_run()}});
  EXPECT_EQ(read_progress(claim.path())->running, 5);
  EXPECT_EQ(read_progress(claim.path())->run_phase, "");
  file.on_event({at(1.5), PhaseStarted{.index = 5, .kind = PhaseKind::background_startup}});
  EXPECT_EQ(read_progress(claim.path())->run_phase, "background_startup");
  EXPECT_EQ(read_progress(claim.path())->run_phase_start, at(1.5).utc);
  RunRecord run = sample_record(parallel_run(), "id", 5);
  run.outcome = Outcome::interrupted;
  file.on_event({at(2), RunEnded{.runs = 9, .run = run}});
  EXPECT_EQ(read_progress(claim.path())->ended, 1) << "an interrupted run is done again";
  EXPECT_EQ(read_progress(claim.path())->run_phase, "") << "no run goes on";
  run.outcome = Outcome::suspect;
  file.on_event({at(3), RunEnded{.runs = 9, .run = run}});
  file.on_event({at(3), RunAdded{.index = 10, .runs = 10}});
  file.on_event({at(4), SessionEnded{.ended_by = "stopped by the user"}});
  file.close(false, at(5).utc);
  const auto read = read_progress(claim.path());
  EXPECT_EQ(read->runs, 4);
  EXPECT_EQ(read->ended, 2);
  EXPECT_EQ(read->suspect, 1);
  EXPECT_FALSE(read->at_work || read->complete);
  EXPECT_EQ(read->ended_by, "stopped by the user");
  EXPECT_EQ(read->at, at(5).utc);
}

}  // namespace
}  // namespace mutation
