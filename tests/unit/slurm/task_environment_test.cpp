#include "slurm/task_environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mutation {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// Of a task of Slurm 22.05.
const Variables kTask = {{"SLURM_JOB_ID", "26817003"},  {"SLURM_ARRAY_JOB_ID", "26817001"},
                         {"SLURM_ARRAY_TASK_ID", "0"},  {"SLURMD_NODENAME", "node1"},
                         {"CUDA_VISIBLE_DEVICES", "0"}, {"ROCR_VISIBLE_DEVICES", "0"},
                         {"SLURM_JOB_GPUS", "0"}};

Device gpu(const std::string& id, int index, const std::string& vendor = "nvidia") {
  Device device;
  device.id = id;
  device.index = index;
  device.vendor = vendor;
  return device;
}

std::vector<Device> four_gpus() {
  Device cpu;
  cpu.id = "package-0";
  cpu.kind = DeviceKind::cpu;
  return {cpu, gpu("GPU-a0", 0), gpu("GPU-a1", 1), gpu("GPU-b2", 2), gpu("GPU-c3", 3)};
}

std::vector<std::string> given(const Variables& variables,
                               const std::vector<Device>& devices = four_gpus()) {
  const auto ids = given_gpus(variables, devices);
  if (!ids) return {ids.error().message};
  return ids->value_or(std::vector<std::string>{"nothing said"});
}

std::string error_of(const Variables& variables) {
  const auto ids = given_gpus(variables, four_gpus());
  return ids ? "no error" : to_text(ids.error());
}

TEST(TaskEnvironment, IsReadFromSlurmsVariables) {
  const auto task = read_task_environment(kTask);
  ASSERT_TRUE(task) << task.error().message;
  EXPECT_EQ(task->job, 26817003u);
  EXPECT_EQ(task->array_job, 26817001u);
  EXPECT_EQ(task->array_task, 0u);
  EXPECT_EQ(task->node, "node1");
  EXPECT_EQ(task->restarts, 0u);
}

TEST(TaskEnvironment, NamesATaskByItsArrayWhoseNumberMayBeItsOwnToo) {
  Variables variables = kTask;
  EXPECT_EQ(task_id(*read_task_environment(variables)), "26817001_0");
  variables["SLURM_JOB_ID"] = "26817001";
  EXPECT_EQ(task_id(*read_task_environment(variables)), "26817001_0");
  EXPECT_EQ(task_id(*read_task_environment({{"SLURM_JOB_ID", "26817003"}})), "26817003");
}

TEST(TaskEnvironment, CountsRestarts) {
  Variables variables = kTask;
  variables["SLURM_RESTART_COUNT"] = "2";
  EXPECT_EQ(read_task_environment(variables)->restarts, 2u);
  variables["SLURM_RESTART_COUNT"] = "two";
  EXPECT_THAT(read_task_environment(variables).error().message, HasSubstr("\"two\" is no number"));
}

TEST(TaskEnvironment, IsThatOfAJobWithoutAnArrayToo) {
  const auto task = read_task_environment(
      {{"SLURM_JOB_ID", "26817003"}, {"SLURMD_NODENAME", "node1"}});  // within salloc
  ASSERT_TRUE(task) << task.error().message;
  EXPECT_EQ(task->job, 26817003u);
  EXPECT_EQ(task->array_job, std::nullopt);
  EXPECT_EQ(task->array_task, std::nullopt);
}

TEST(TaskEnvironment, SaysWhichVariableIsMissingOrNoNumber) {
  Variables variables = kTask;
  variables.erase("SLURM_JOB_ID");
  EXPECT_THAT(read_task_environment(variables).error().message,
              HasSubstr("SLURM_JOB_ID of the environment: it is not set"));
  variables = kTask;
  variables["SLURM_ARRAY_TASK_ID"] = "first";
  EXPECT_THAT(read_task_environment(variables).error().message,
              HasSubstr("\"first\" is no number"));
}

TEST(TaskEnvironment, IsMadeFromTheProcesssOwn) {
  const std::vector<std::string> environment = {"A=1", "B=x=y", "A=2", "nothing"};
  EXPECT_EQ(variables_of(environment), (Variables{{"A", "1"}, {"B", "x=y"}}));
}

TEST(GivenGpus, AreThoseThatTheTaskSeesByNumber) {
  EXPECT_THAT(given(kTask), ElementsAre("GPU-a0"));
  EXPECT_THAT(given({{"CUDA_VISIBLE_DEVICES", "3,1"}}), ElementsAre("GPU-c3", "GPU-a1"));
}

// The node gave its GPU 2, and hides the others.
TEST(GivenGpus, CountFromZeroWhereOthersAreHidden) {
  EXPECT_THAT(given({{"CUDA_VISIBLE_DEVICES", "0"}, {"SLURM_JOB_GPUS", "2"}}, {gpu("GPU-b2", 0)}),
              ElementsAre("GPU-b2"));
  EXPECT_THAT(given({{"SLURM_JOB_GPUS", "2"}}, {gpu("GPU-b2", 0)}), ElementsAre("GPU-b2"));
}

TEST(GivenGpus, AreSlurmsOwnListWhereTheresNoOther) {
  EXPECT_THAT(given({{"SLURM_JOB_GPUS", "0,1"}, {"SLURM_STEP_GPUS", "2"}}), ElementsAre("GPU-b2"));
  EXPECT_THAT(given({{"SLURM_JOB_GPUS", "0,1"}}), ElementsAre("GPU-a0", "GPU-a1"));
}

TEST(GivenGpus, AreFoundByUuidAndItsBeginning) {
  EXPECT_THAT(given({{"CUDA_VISIBLE_DEVICES", "GPU-b2,GPU-c"}}), ElementsAre("GPU-b2", "GPU-c3"));
  EXPECT_THAT(error_of({{"CUDA_VISIBLE_DEVICES", "GPU-a"}}), HasSubstr("more than one GPU's id"));
  EXPECT_THAT(error_of({{"CUDA_VISIBLE_DEVICES", "GPU-zz"}}),
              AllOf(HasSubstr("CUDA_VISIBLE_DEVICES=GPU-zz"), HasSubstr("is no GPU that this task"),
                    HasSubstr("0: GPU-a0, 1: GPU-a1, 2: GPU-b2, 3: GPU-c3")));
}

TEST(GivenGpus, AreOfTheFirstGpusVendor) {
  const std::vector<Device> devices = {gpu("0000:03:00.0", 0, "amd"), gpu("0000:43:00.0", 1, "amd"),
                                       gpu("0000:00:02.0", 0, "intel")};
  EXPECT_THAT(given({{"CUDA_VISIBLE_DEVICES", "0"}, {"ROCR_VISIBLE_DEVICES", "1"}}, devices),
              ElementsAre("0000:43:00.0"));
}

TEST(GivenGpus, AreNotSaidWhereSlurmKnowsNone) {
  EXPECT_THAT(given({{"HOME", "/root"}}), ElementsAre("nothing said"));
}

TEST(GivenGpus, ThatAreNoneOrNotHereAreAnError) {
  EXPECT_THAT(error_of({{"CUDA_VISIBLE_DEVICES", "NoDevFiles"}}), HasSubstr("Slurm gave it none"));
  EXPECT_THAT(error_of({{"CUDA_VISIBLE_DEVICES", ""}}), HasSubstr("Slurm gave it none"));
  EXPECT_THAT(error_of({{"CUDA_VISIBLE_DEVICES", "4"}}),
              AllOf(HasSubstr("no GPU 4"), HasSubstr("0: GPU-a0")));
  EXPECT_THAT(error_of({{"CUDA_VISIBLE_DEVICES", "MIG-GPU-a0/1/0"}}), HasSubstr("instance"));
  EXPECT_THAT(error_of({{"CUDA_VISIBLE_DEVICES", "0,,1"}}), HasSubstr("not a list"));
  EXPECT_THAT(error_of({{"CUDA_VISIBLE_DEVICES", "1,GPU-a1"}}), HasSubstr("twice"));
  EXPECT_THAT(given({{"CUDA_VISIBLE_DEVICES", "0"}}, {}).front(), HasSubstr("no GPU 0"));
}

}  // namespace
}  // namespace mutation
