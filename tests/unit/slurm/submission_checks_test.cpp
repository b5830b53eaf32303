#include "slurm/submission_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "slurm/gres.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ClusterFacts facts() {
  ClusterFacts facts;
  facts.max_array_size = 1001;
  facts.max_job_count = 10000;
  facts.min_job_age = Seconds(300);
  facts.tracks_processes_by = "cgroup";
  return facts;
}

SlurmNode node(const std::string& name, const std::string& gres, const std::string& state) {
  SlurmNode node;
  node.name = name;
  node.state = state;
  if (!gres.empty()) node.gres = {gres};
  return node;
}

Partition partition(const std::string& name) {
  Partition partition;
  partition.name = name;
  partition.state = "UP";
  partition.preempt_mode = "OFF";
  partition.oversubscribe = "NO";
  partition.nodes = {node("node0", "gpu:1", "IDLE"), node("node1", "gpu:h100:2", "MIXED")};
  return partition;
}

std::vector<Partition> two_partitions() {
  std::vector<Partition> partitions = {partition("gpu"), partition("urgent")};
  partitions[0].is_default = true;
  return partitions;
}

SubmissionRequest request() {
  SubmissionRequest request;
  request.gres = {"gpu:1"};
  return request;
}

std::vector<std::string> texts(const std::vector<Error>& errors) {
  std::vector<std::string> all;
  for (const Error& error : errors) all.push_back(to_text(error));
  return all;
}

TEST(SubmissionChecks, FindNothingWhereAllIsWell) {
  const SubmissionChecks checks = check_submission(request(), facts(), two_partitions());
  EXPECT_EQ(checks.partition, "gpu");
  EXPECT_THAT(texts(checks.errors), IsEmpty());
  EXPECT_THAT(texts(checks.warnings), IsEmpty());
}

TEST(SubmissionChecks, NameThePartitionsThereAre) {
  SubmissionRequest asked = request();
  asked.partition = "urgend";
  const SubmissionChecks checks = check_submission(asked, facts(), two_partitions());
  EXPECT_EQ(checks.partition, "");
  EXPECT_THAT(texts(checks.errors),
              ElementsAre("the cluster has no partition \"urgend\" (did you mean \"urgent\"? there "
                          "are: gpu, urgent)"));
}

TEST(SubmissionChecks, WantAPartitionWhereNoneIsDefault) {
  const SubmissionChecks checks = check_submission(request(), facts(), {partition("gpu")});
  EXPECT_THAT(texts(checks.errors), ElementsAre(HasSubstr("no default one")));
}

TEST(SubmissionChecks, TellAPartitionThatIsDownFromOneThatTakesNoJobs) {
  std::vector<Partition> partitions = two_partitions();
  partitions[0].state = "DOWN";
  SubmissionChecks checks = check_submission(request(), facts(), partitions);
  EXPECT_THAT(texts(checks.errors), IsEmpty());
  EXPECT_THAT(texts(checks.warnings), ElementsAre(HasSubstr("\"gpu\" is down")));
  partitions[0].state = "DRAIN";
  checks = check_submission(request(), facts(), partitions);
  EXPECT_THAT(texts(checks.errors), ElementsAre(HasSubstr("takes no jobs: its state is DRAIN")));
}

TEST(SubmissionChecks, NameTheGenericResourcesThereAre) {
  SubmissionRequest asked = request();
  asked.gres = {"gpu:h100:4"};
  const SubmissionChecks checks = check_submission(asked, facts(), two_partitions());
  EXPECT_THAT(texts(checks.errors),
              ElementsAre("no node of partition \"gpu\" has \"gpu:h100:4\" (its nodes have: gpu:1, "
                          "gpu:h100:2)"));
}

TEST(SubmissionChecks, CompareTheTimeWithThePartitions) {
  std::vector<Partition> partitions = two_partitions();
  partitions[0].max_time = Seconds(3600);
  SubmissionRequest asked = request();
  asked.time_limit = Seconds(7200);
  SubmissionChecks checks = check_submission(asked, facts(), partitions);
  EXPECT_THAT(texts(checks.errors),
              ElementsAre(HasSubstr("02:00:00 is above that of partition \"gpu\", 01:00:00")));
  asked.time_limit = {};
  checks = check_submission(asked, facts(), partitions);
  EXPECT_THAT(texts(checks.errors), IsEmpty());
  EXPECT_THAT(texts(checks.warnings), ElementsAre(HasSubstr("each task gets 01:00:00")));
}

TEST(SubmissionChecks, WantTimeBetweenATasksBeginAndTheWordToStop) {
  std::vector<Partition> partitions = two_partitions();
  SubmissionRequest asked = request();
  asked.warning = Seconds(120);
  EXPECT_THAT(texts(check_submission(asked, facts(), partitions).errors), IsEmpty());
  asked.time_limit = Seconds(180);
  EXPECT_THAT(texts(check_submission(asked, facts(), partitions).errors),
              ElementsAre(HasSubstr("120.0 s before its time limit of 00:03:00")));
  asked.time_limit = Seconds(181);
  EXPECT_THAT(texts(check_submission(asked, facts(), partitions).errors), IsEmpty());
  asked.time_limit = {};
  partitions[0].max_time = Seconds(150);
  EXPECT_THAT(texts(check_submission(asked, facts(), partitions).errors),
              ElementsAre(HasSubstr("time limit of 00:02:30")));
  partitions[0].max_time = Seconds(3600);
  partitions[0].default_time = Seconds(150);
  EXPECT_THAT(texts(check_submission(asked, facts(), partitions).errors),
              ElementsAre(HasSubstr("time limit of 00:02:30")));
}

TEST(SubmissionChecks, WantTimeBetweenTheWordToStopAndTheEnd) {
  ClusterFacts cluster = facts();
  cluster.kill_wait = Seconds(30);
  SubmissionRequest asked = request();
  asked.warning = Seconds(120);
  asked.stopping = Seconds(30);
  SubmissionChecks checks = check_submission(asked, cluster, two_partitions());
  EXPECT_THAT(texts(checks.errors), IsEmpty());
  EXPECT_THAT(texts(checks.warnings), IsEmpty());
  asked.stopping = Seconds(45);
  checks = check_submission(asked, cluster, two_partitions());
  EXPECT_THAT(texts(checks.errors), IsEmpty());
  EXPECT_THAT(texts(checks.warnings), ElementsAre(HasSubstr("after 30.0 s (KillWait)")));
  asked.stopping = Seconds(125);
  EXPECT_THAT(texts(check_submission(asked, cluster, two_partitions()).errors),
              ElementsAre(HasSubstr("may take 125.0 s, and a task is told 120.0 s before")));
}

TEST(SubmissionChecks, SayWhereNodesCannotBeHadAlone) {
  std::vector<Partition> partitions = two_partitions();
  partitions[0].oversubscribe = "FORCE:4";
  SubmissionRequest asked = request();
  EXPECT_THAT(texts(check_submission(asked, facts(), partitions).errors),
              ElementsAre(HasSubstr("OverSubscribe=FORCE:4")));
  asked.exclusive = false;
  EXPECT_THAT(texts(check_submission(asked, facts(), partitions).errors), IsEmpty());
}

TEST(SubmissionChecks, WarnOfPreemptionThatSuspendsOrCancels) {
  std::vector<Partition> partitions = two_partitions();
  partitions[0].preempt_mode = "GANG,SUSPEND";
  EXPECT_THAT(texts(check_submission(request(), facts(), partitions).warnings),
              ElementsAre(HasSubstr("stand still")));
  partitions[0].preempt_mode = "CANCEL";
  EXPECT_THAT(texts(check_submission(request(), facts(), partitions).warnings),
              ElementsAre(HasSubstr("cancels jobs")));
}

TEST(SubmissionChecks, SayWhichNodesAreAway) {
  std::vector<Partition> partitions = two_partitions();
  partitions[0].nodes[1].state = "DOWN*";
  partitions[0].nodes[1].reason = "Not responding";
  EXPECT_THAT(texts(check_submission(request(), facts(), partitions).warnings),
              ElementsAre("1 of the 2 nodes that can do a task is not available now (node1: DOWN*, "
                          "Not responding)"));
}

TEST(SubmissionChecks, LookAtTheNodesThatAreAskedFor) {
  SubmissionRequest asked = request();
  asked.nodelist = {"node9"};
  EXPECT_THAT(texts(check_submission(asked, facts(), two_partitions()).errors),
              ElementsAre("partition \"gpu\" has no node node9 (its nodes are: node0, node1)"));
  asked.nodelist = {"node0"};
  asked.gres = {"gpu:2"};
  EXPECT_THAT(texts(check_submission(asked, facts(), two_partitions()).errors),
              ElementsAre(HasSubstr("that is asked for has \"gpu:2\"")));
}

TEST(SubmissionChecks, WarnOfAClusterThatLosesProcessesOrForgetsJobs) {
  ClusterFacts loose = facts();
  loose.tracks_processes_by = "linuxproc";
  loose.min_job_age = Seconds(10);
  EXPECT_THAT(texts(check_submission(request(), loose, two_partitions()).warnings),
              ElementsAre(HasSubstr("linuxproc"), HasSubstr("forgets a job 10.0 s after")));
}

TEST(SubmissionChecks, TakeOnlyOptionsThatAreTheUsers) {
  SubmissionRequest asked = request();
  asked.sbatch_options = {"--account=me", "--array=1", "account"};
  EXPECT_THAT(texts(check_submission(asked, facts(), two_partitions()).errors),
              ElementsAre(HasSubstr("--array is this"), HasSubstr("\"account\" is no option")));
}

TEST(Gres, AreCompared) {
  EXPECT_TRUE(has_gres({"gpu:1"}, "gpu"));
  EXPECT_TRUE(has_gres({"gpu:h100:2"}, "gpu:2"));
  EXPECT_TRUE(has_gres({"gpu:h100:2", "gpu:a100:2"}, "gpu:4"));
  EXPECT_TRUE(has_gres({"gpu:h100:2"}, "gpu:h100"));
  EXPECT_FALSE(has_gres({"gpu:h100:2"}, "gpu:a100:1"));
  EXPECT_FALSE(has_gres({"gpu:0"}, "gpu:0"));
  EXPECT_FALSE(has_gres({}, "gpu"));
  EXPECT_TRUE(has_gres({"shard:2K"}, "shard:2048"));
}

}  // namespace
}  // namespace mutation
