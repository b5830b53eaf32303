// The client with real programs in place of Slurm's: small scripts in a folder of the test's own.
#include "slurm/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

namespace mutation {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Client : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "slurm_client_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  // `program` runs this sh text; "$@" is written to the file "<program>.words" before.
  void put(const std::string& program, const std::string& text) {
    const fs::path file = folder_ / program;
    std::ofstream(file) << "#!/bin/sh\nfor w in \"$@\"; do echo \"$w\" >> '" << file.string()
                        << ".words'; done\n"
                        << text << '\n';
    fs::permissions(file, fs::perms::owner_all);
  }

  std::vector<std::string> words(const std::string& program) {
    std::ifstream file(folder_ / (program + ".words"));
    std::vector<std::string> all;
    for (std::string line; std::getline(file, line);) all.push_back(line);
    return all;
  }

  SlurmClient client(Seconds limit = Seconds(30)) {
    return SlurmClient({.folder = folder_.string(), .time_limit = limit});
  }

  fs::path folder_;
};

TEST_F(Client, SubmitsAndReadsTheNumber) {
  put("sbatch", "echo 'lua: hello' >&2; echo '26817001;east'");
  const auto job = client().submit("/run/slurm/submission_1.sh", {"--account=me"});
  ASSERT_TRUE(job.job) << job.error.message;
  EXPECT_EQ(job.job->job, 26817001u);
  EXPECT_EQ(job.job->cluster, "east");
  EXPECT_EQ(job.job->remarks, "lua: hello");
  EXPECT_THAT(words("sbatch"),
              ElementsAre("--parsable", "--account=me", "/run/slurm/submission_1.sh"));
}

TEST_F(Client, SubmitsInTheUsersEnvironmentLessWhatWouldOverruleTheScript) {
  put("sbatch",
      "test -z \"$SBATCH_PARTITION$SLURM_TIME_FORMAT$SLURM_RESTART_COUNT\" &&\n"
      "test \"$SBATCH_ACCOUNT\" = me && echo 7");
  setenv("SBATCH_PARTITION", "other", 1);
  setenv("SLURM_RESTART_COUNT", "1", 1);
  setenv("SBATCH_ACCOUNT", "me", 1);
  const auto job = client().submit("a.sh", {});
  for (const char* name : {"SBATCH_PARTITION", "SLURM_RESTART_COUNT", "SBATCH_ACCOUNT"}) {
    unsetenv(name);
  }
  EXPECT_TRUE(job.job) << job.error.message;
}

TEST_F(Client, AsksTheClusterOfThisMachineWhateverTheEnvironmentSays) {
  const std::string same = "test -z \"$SLURM_CLUSTERS$SLURM_EXIT_ERROR\" && ";
  put("sbatch", same + "test -z \"$SBATCH_CLUSTERS\" && echo 7");
  put("scontrol", same + "exit 0");
  put("scancel", same + "exit 0");
  put("squeue", same + "exit 0");
  for (const char* name : {"SLURM_CLUSTERS", "SBATCH_CLUSTERS", "SLURM_EXIT_ERROR"})
    setenv(name, "0", 1);
  const std::vector<std::uint32_t> tasks = {1};
  EXPECT_TRUE(client().submit("a.sh", {}).job);
  EXPECT_TRUE(client().requeue("7"));
  EXPECT_TRUE(client().cancel(7, tasks));
  EXPECT_TRUE(client().array_jobs_named("mutation run_1"));
  for (const char* name : {"SLURM_CLUSTERS", "SBATCH_CLUSTERS", "SLURM_EXIT_ERROR"}) unsetenv(name);
}

TEST_F(Client, SaysWhatSbatchSaid) {
  put("sbatch",
      "echo 'sbatch: error: invalid partition specified: nope' >&2\n"
      "echo 'sbatch: error: Batch job submission failed: Invalid partition name specified' >&2\n"
      "exit 1");
  const auto job = client().submit("a.sh", {});
  EXPECT_TRUE(!job.job && job.refused);
  EXPECT_EQ(
      job.error.message,
      "run sbatch: sbatch: error: invalid partition specified: nope; sbatch: error: Batch job "
      "submission failed: Invalid partition name specified");
}

TEST_F(Client, TakesAnAnswerThatGotLostForNoRefusal) {
  const std::string failed = "echo 'sbatch: error: Batch job submission failed: ";
  for (const char* lost : {"Socket timed out on send/recv operation",
                           "Unable to contact slurm controller (receive failure)"}) {
    put("sbatch", failed + lost + "' >&2; exit 1");
    const auto job = client().submit("a.sh", {});
    EXPECT_FALSE(job.job || job.refused) << lost;
    EXPECT_THAT(job.error.hint, HasSubstr("may have been submitted all the same"));
  }
  put("sbatch", failed + "Unable to contact slurm controller (connect failure)' >&2; exit 1");
  EXPECT_TRUE(client().submit("a.sh", {}).refused);
  put("sbatch", "kill -9 $$");
  EXPECT_FALSE(client().submit("a.sh", {}).refused);
  put("sbatch", "echo welcome");
  EXPECT_FALSE(client().submit("a.sh", {}).refused);
}

TEST_F(Client, RefusesToSubmitWhereThereIsNoSlurm) {
  const auto job = client().submit("a.sh", {});
  EXPECT_TRUE(!job.job && job.refused);
  EXPECT_THAT(job.error.message, HasSubstr("has no such program"));
}

TEST_F(Client, SaysThatThereIsNoSlurm) {
  const auto facts = client().cluster_facts();
  ASSERT_FALSE(facts);
  EXPECT_THAT(facts.error().message, HasSubstr(folder_.string() + " has no such program"));
  EXPECT_THAT(facts.error().hint, HasSubstr("SLURM_BIN"));
}

TEST_F(Client, FindsTheCommandsWhereSlurmBinSays) {
  put("squeue", "echo '12|0-3|'");
  setenv("SLURM_BIN", folder_.c_str(), 1);
  const auto jobs = SlurmClient({}).array_jobs_named("mutation run_1");
  unsetenv("SLURM_BIN");
  ASSERT_TRUE(jobs) << jobs.error().message;
  EXPECT_THAT(*jobs, ElementsAre(12u));
}

TEST_F(Client, SaysThatTheControllerDoesNotAnswer) {
  put("scontrol",
      "echo 'slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)' >&2\n"
      "exit 1");
  const auto facts = client().cluster_facts();
  ASSERT_FALSE(facts);
  EXPECT_THAT(facts.error().message, HasSubstr("run scontrol: slurm_load_ctl_conf error"));
  EXPECT_THAT(facts.error().hint, HasSubstr("scontrol ping"));
}

TEST_F(Client, WaitsForNoCommandLongerThanItMay) {
  put("sbatch", "sleep 600");
  const auto job = client(Seconds(0.05)).submit("a.sh", {});
  EXPECT_FALSE(job.job || job.refused);
  EXPECT_THAT(job.error.message, HasSubstr("did not end within"));
  EXPECT_THAT(job.error.hint, AllOf(HasSubstr("controller away"),
                                    HasSubstr("may have been submitted all the same")));
}

TEST_F(Client, SaysWhatALateCommandHadSaid) {
  put("scontrol",
      "echo 'scontrol: error: s_p_parse_file: cannot stat file /x, retrying in 1sec' >&2; sleep "
      "600");
  const auto facts = client(Seconds(0.5)).cluster_facts();
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().message,
            "run scontrol: it did not end within 0.5 s: scontrol: error: s_p_parse_file: cannot "
            "stat file /x, retrying in 1sec");
  EXPECT_THAT(facts.error().hint, HasSubstr("set SLURM_CONF"));
}

TEST_F(Client, AsksWithoutTheUsersFormatsAndForTimesAsNumbers) {
  put("squeue",
      "test -z \"$SQUEUE_FORMAT$SQUEUE_STATES\" && test \"$SLURM_TIME_FORMAT\" = %s &&\n"
      "test \"$SLURM_BITSTR_LEN\" = 0 && test \"$SQUEUE_HARMLESS\" = kept &&\n"
      "echo '7|7|0-1|PENDING||N/A|N/A|0|ours|None|'");
  setenv("SQUEUE_FORMAT", "%i", 1);
  setenv("SQUEUE_STATES", "RUNNING", 1);
  setenv("SQUEUE_HARMLESS", "kept", 1);
  const std::vector<SubmittedArray> arrays = {{.job = 7, .offset = 10, .name = "ours"}};
  const auto states = client().task_states(arrays, {});
  unsetenv("SQUEUE_FORMAT");
  unsetenv("SQUEUE_STATES");
  unsetenv("SQUEUE_HARMLESS");
  ASSERT_TRUE(states) << states.error().message;
  ASSERT_THAT(states->tasks, SizeIs(2));
  EXPECT_EQ(states->tasks[1].block, 11u);
  EXPECT_THAT(words("squeue"), testing::Contains("--jobs=7"));
}

TEST_F(Client, TakesAJobThatSlurmHasForgottenForNoStates) {
  put("squeue", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1");
  const std::vector<SubmittedArray> arrays = {{.job = 7, .offset = 0, .name = "ours"}};
  const auto states = client().task_states(arrays, {});
  ASSERT_TRUE(states) << states.error().message;
  EXPECT_THAT(states->tasks, IsEmpty());
  put("squeue", "echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1");
  EXPECT_FALSE(client().task_states(arrays, {}));
}

TEST_F(Client, AsksForAccountsOnlyWhereThereAreSome) {
  put("squeue", "true");
  put("sacct", "echo '7_3|9|7_3|TIMEOUT|node1|1795662435|1795662440|7_3|ours|None'");
  const std::vector<SubmittedArray> arrays = {{.job = 7, .offset = 0, .name = "ours"}};
  EXPECT_THAT(client().task_states(arrays, {})->tasks, IsEmpty());
  EXPECT_THAT(words("sacct"), IsEmpty());
  ClusterFacts facts;
  facts.has_accounting = true;
  const auto states = client().task_states(arrays, facts);
  ASSERT_TRUE(states) << states.error().message;
  ASSERT_THAT(states->tasks, SizeIs(1));
  EXPECT_EQ(states->tasks.front().word, "TIMEOUT");
}

TEST_F(Client, KnowsTheQueueWhereTheAccountsCannotBeAsked) {
  put("squeue", "echo '7|9|3|RUNNING|node1|N/A|N/A|0|ours|None|'");
  put("sacct", "echo 'sacct: error: slurm_persist_conn_open: failed' >&2; exit 1");
  const std::vector<SubmittedArray> arrays = {{.job = 7, .offset = 0, .name = "ours"}};
  ClusterFacts facts;
  facts.has_accounting = true;
  const auto states = client().task_states(arrays, facts);
  ASSERT_TRUE(states) << states.error().message;
  ASSERT_THAT(states->tasks, SizeIs(1));
  EXPECT_EQ(states->tasks.front().word, "RUNNING");
  EXPECT_THAT(states->accounts->message, HasSubstr("run sacct: sacct: error: slurm_persist"));
  EXPECT_THAT(states->accounts->hint, HasSubstr("slurmdbd"));
}

TEST_F(Client, SignalsOnlyTheProgramsOfTasksThatRun) {
  put("scancel", "exit 0");
  const std::vector<std::uint32_t> tasks = {0, 1, 2, 7};
  EXPECT_TRUE(client().signal(26817001, tasks, "USR2"));
  EXPECT_THAT(words("scancel"), ElementsAre("--verbose", "--batch", "--state=RUNNING",
                                            "--signal=USR2", "26817001_[0-2,7]"));
}

// Slurm 22.05 sends the signal and says this while other tasks wait.
TEST_F(Client, DoesNotLetASignalBeSentAgainAndAgain) {
  put("scancel",
      "echo 'scancel: Signal 12 to batch job 7_0' >&2\n"
      "echo 'scancel: Job is in transitional state, retrying' >&2; sleep 600");
  const std::vector<std::uint32_t> tasks = {0};
  EXPECT_TRUE(client(Seconds(0.5)).signal(7, tasks, "USR2"));
  put("scancel", "echo 'scancel: Signal 12 to batch job 7_0' >&2; sleep 600");
  EXPECT_THAT(client(Seconds(0.5)).signal(7, tasks, "USR2").error().message,
              HasSubstr("did not end within"));
}

TEST_F(Client, TakesTasksThatHaveEndedForCancelled) {
  put("scancel",
      "echo 'scancel: error: Kill job error on job id 7_1: Invalid job id specified' >&2; exit 1");
  const std::vector<std::uint32_t> tasks = {1};
  EXPECT_TRUE(client().cancel(7, tasks));
  EXPECT_THAT(words("scancel"), ElementsAre("7_[1]"));
  put("scancel",
      "echo 'scancel: error: Kill job error on job id 7: Access/permission denied' >&2; "
      "exit 1");
  EXPECT_THAT(client().cancel(7, tasks).error().message, HasSubstr("permission denied"));
}

TEST_F(Client, RequeuesAJobForANodeAndAsksAgainWhenTheQuestionIsCutOff) {
  const std::string asked = (folder_ / "asked").string();
  put("scontrol", "test $1 = requeue || test -e " + asked + " || { touch " + asked +
                      "; kill -TERM $$; sleep 9; }");
  put("scancel", "exit 0");
  EXPECT_TRUE(client().requeue_for("node1", "26817001_2"));
  EXPECT_THAT(words("scontrol"),
              ElementsAre("requeue", "26817001_2", "update", "JobId=26817001_2",
                          "ReqNodeList=node1", "update", "JobId=26817001_2", "ReqNodeList=node1"));
  EXPECT_THAT(words("scancel"), IsEmpty());
}

TEST_F(Client, RequeuesAJobAndCancelsOneThatCannotBeKeptToItsNode) {
  put("scontrol",
      "test $1 = requeue || { echo 'Update of this parameter is not supported' >&2; exit 1; }");
  put("scancel", "exit 0");
  EXPECT_TRUE(client().requeue("26817001_2"));
  EXPECT_THAT(words("scontrol"), ElementsAre("requeue", "26817001_2"));
  EXPECT_THAT(client().requeue_for("node1", "26817001_2").error().message,
              HasSubstr("not supported"));
  EXPECT_THAT(words("scancel"), ElementsAre("26817001_2"));
}

TEST_F(Client, NamesWhatWaitsOrRuns) {
  put("squeue", "echo 'shell|'; echo 'mutation-run_1-ab-1|'; echo 'a|b|'; echo 'shell|'");
  EXPECT_THAT(*client().own_names(), ElementsAre("a|b", "mutation-run_1-ab-1", "shell"));
  EXPECT_THAT(words("squeue"), ElementsAre("--noheader", "--all", "--me", "--Format=Name:|"));
}

TEST_F(Client, FindsWhatWasSubmittedByName) {
  put("squeue", "echo '12|0-3|'; echo '13|N/A|'");
  EXPECT_THAT(*client().array_jobs_named("mutation run_1"), ElementsAre(12u));
}

}  // namespace
}  // namespace mutation
