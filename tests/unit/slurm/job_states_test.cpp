#include "slurm/job_states.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::vector<SubmittedArray> kArrays = {{.job = 26817001, .offset = 0, .name = "ours"},
                                             {.job = 26817100, .offset = 1001, .name = "ours"}};

// As squeue 22.05 writes them.
constexpr std::string_view kQueue =
    R"(26817001|26817001|4-6,8%2|PENDING||1795662561|1795662621|0|ours|Resources|
26817001|26817003|0|RUNNING|node1|1795662435|1795662555|0|ours|None|
26817001|26817016|1|COMPLETED|node0|1795662437|1795662441|0|ours|None|
26817001|26817017|2|COMPLETING|node0|1795662437|1795662441|1|ours|None|
26817001|26817018|3|FAILED|node0|1795662437|1795662441|0|ours|NonZeroExitCode|
26817100|26817100|0|PENDING||N/A|N/A|0|ours|ReqNodeNotAvail, UnavailableNodes:node1|
26817002|26817002|N/A|RUNNING|node1|1795662437|1795662441|0|other|None|
)";

TEST(QueueStates, TellOfEachTask) {
  const auto states = read_queue(kQueue, kArrays);
  ASSERT_TRUE(states) << states.error().message;
  ASSERT_THAT(*states, SizeIs(9));
  const TaskState& first = states->front();
  EXPECT_EQ(first.block, 0u);
  EXPECT_EQ(first.job, 26817003u);
  EXPECT_EQ(first.array_job, 26817001u);
  EXPECT_EQ(first.array_task, 0u);
  EXPECT_EQ(first.phase, TaskPhase::running);
  EXPECT_EQ(first.word, "RUNNING");
  EXPECT_EQ(first.reason, "");
  EXPECT_EQ(first.node, "node1");
  EXPECT_EQ(first.start, UtcTime(std::chrono::seconds(1795662435)));
  EXPECT_EQ(first.end, UtcTime(std::chrono::seconds(1795662555)));
  EXPECT_EQ(first.restarts, 0u);
  EXPECT_EQ((*states)[1].phase, TaskPhase::done);
  EXPECT_EQ((*states)[2].phase, TaskPhase::ending);
  EXPECT_EQ((*states)[2].restarts, 1u);
  EXPECT_EQ((*states)[3].phase, TaskPhase::lost);
  EXPECT_EQ((*states)[3].reason, "NonZeroExitCode");
}

TEST(QueueStates, TakeTasksThatWaitTogetherApart) {
  const auto states = read_queue(kQueue, kArrays);
  std::vector<std::uint32_t> waiting;
  for (const TaskState& state : *states) {
    if (state.phase == TaskPhase::queued) waiting.push_back(state.block);
  }
  EXPECT_THAT(waiting, ElementsAre(4, 5, 6, 8, 1001));
}

TEST(QueueStates, KeepSlurmsReasonWhateverIsInIt) {
  const auto states = read_queue(kQueue, kArrays);
  EXPECT_EQ(states->back().reason, "ReqNodeNotAvail, UnavailableNodes:node1");
  EXPECT_EQ(states->back().start, std::nullopt);
}

TEST(QueueStates, LeaveOutAnotherJobThatGotTheSameNumber) {
  const auto states =
      read_queue("26817001|26817001|0|RUNNING|node1|1|2|0|someone's|None|\n", kArrays);
  EXPECT_THAT(*states, IsEmpty());
}

TEST(QueueStates, OfOtherTextAreAnError) {
  EXPECT_THAT(read_queue("no table", kArrays).error().message, HasSubstr("\"no table\""));
  EXPECT_THAT(
      read_queue("26817001|1|1,3,...|PENDING||N/A|N/A|0|ours|None|", kArrays).error().message,
      HasSubstr("cut short"));
}

TEST(QueueStates, KeepAWordThatIsNotKnown) {
  const auto states = read_queue("26817001|26817003|0|LEVITATING|n|1|2|0|ours|None|\n", kArrays);
  EXPECT_EQ(states->front().phase, TaskPhase::unknown);
  EXPECT_EQ(states->front().word, "LEVITATING");
}

TEST(QueueStates, OfAHundredThousandLinesAreReadAtOnce) {
  const std::vector<SubmittedArray> arrays = {{.job = 7, .offset = 0, .name = "ours"}};
  std::string text;
  for (int i = 100'000; i-- > 0;) {
    text += "7|" + std::to_string(1000 + i) + "|" + std::to_string(i) +
            "|COMPLETED|node1|1795662437|1795662441|0|ours|None|\n";
  }
  const auto states = read_queue(text, arrays);
  ASSERT_THAT(*states, SizeIs(100'000));
  EXPECT_EQ(states->front().block, 0u);
  EXPECT_EQ(states->back().block, 99'999u);
}

TEST(AccountedStates, FillInWhatTheQueueHasForgotten) {
  const auto accounted = read_accounting(
      "26817001_0|26817003|26817001_0|COMPLETED|node1|1795662435|1795662440|26817001_0|ours|None\n"
      "26817001_9|26817030|26817001_9|CANCELLED by 1000|node1|1795662435|1795662440|26817001_9|"
      "ours|None\n"
      "26817001_[10-11%2]|26817001|x|PENDING|None assigned|Unknown|Unknown|x|ours|Resources\n"
      "26817001_[1,3,...]|26817001|x|PENDING|None assigned|Unknown|Unknown|x|ours|Resources\n"
      "26817044|26817044|26817044|COMPLETED|node1|1|2|26817044|ours|None\n",
      kArrays);
  ASSERT_TRUE(accounted) << accounted.error().message;
  ASSERT_THAT(*accounted, SizeIs(4));
  const auto merged = merged_states(*read_queue(kQueue, kArrays), *accounted);
  ASSERT_THAT(merged, SizeIs(12));
  EXPECT_EQ(merged[0].phase, TaskPhase::running);
  EXPECT_EQ(merged[8].block, 9u);
  EXPECT_EQ(merged[8].phase, TaskPhase::lost);
  EXPECT_EQ(merged[8].word, "CANCELLED by 1000");
  EXPECT_EQ(merged[8].restarts, std::nullopt);
  // The queue would have it, if it still waited.
  EXPECT_EQ(merged[9].phase, TaskPhase::lost);
  EXPECT_EQ(merged[9].word, "PENDING");
  EXPECT_EQ(merged[9].reason, "Slurm's queue does not know it any more");
}

TEST(ArrayJobs, AreFoundByName) {
  EXPECT_THAT(read_array_jobs("12|0-3|\n9|1|\n9|0|\n13|N/A|\n"), ElementsAre(9u, 12u));
}

TEST(States, HaveAPhaseForEachOfSlurmsWords) {
  EXPECT_EQ(phase_of("REQUEUE_HOLD"), TaskPhase::queued);
  EXPECT_EQ(phase_of("SUSPENDED"), TaskPhase::running);
  EXPECT_EQ(phase_of("NODE_FAIL"), TaskPhase::lost);
  EXPECT_EQ(phase_of("TIMEOUT"), TaskPhase::lost);
  EXPECT_EQ(to_text(TaskPhase::lost), "lost");
}

}  // namespace
}  // namespace mutation
