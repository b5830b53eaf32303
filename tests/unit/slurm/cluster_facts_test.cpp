#include "slurm/cluster_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "slurm/answer_text.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Slurm 22.05.8, shortened.
constexpr std::string_view kConfig = R"(Configuration data as of 2026-11-26T03:07:32
AccountingStorageBackupHost = (null)
AccountingStorageType   = accounting_storage/none
ClusterName             = mutation_test
JobRequeue              = 1
MaxArraySize            = 1001
MaxJobCount             = 10000
KillWait                = 5 sec
MinJobAge               = 3600 sec
ProctrackType           = proctrack/cgroup
SchedulerParameters     = batch_sched_delay=0,sched_interval=1,max_array_tasks=500
SLURM_VERSION           = 22.05.8
TaskPlugin              = task/affinity,task/cgroup

Cgroup Support Configuration:
CgroupPlugin            = cgroup/v1
ConstrainDevices        = yes

Slurmctld(primary) at vm is UP
)";

constexpr std::string_view kNodes =
    "NodeName=node0 Arch=x86_64 CoresPerSocket=1  CPUAlloc=1 CPUEfctv=4 CPUTot=4 CPULoad=0.81 "
    "AvailableFeatures=(null) ActiveFeatures=(null) Gres=gpu:h100:4(S:0-1,3),shard:8 "
    "NodeAddr=127.0.0.1 NodeHostName=vm Port=26818 Version=22.05.8 OS=Linux 6.1 #1 SMP @0  "
    "RealMemory=1000 State=MIXED ThreadsPerCore=1 Owner=N/A Partitions=gpu,urgent  "
    "CfgTRES=cpu=4,mem=1000M,billing=4 AllocTRES=cpu=1 ExtSensorsTemp=n/s\n"
    "NodeName=node1 CPUTot=8 Gres=(null) NodeHostName=vm2 State=DOWN+NOT_RESPONDING "
    "Partitions=gpu Reason=Not responding, State=IDLE [root@2026-11-26T03:10:55]\n";

constexpr std::string_view kPartitions =
    "PartitionName=gpu AllowGroups=ALL Default=YES QoS=N/A DefaultTime=NONE MaxTime=UNLIMITED "
    "Nodes=node[0-1] OverSubscribe=NO OverTimeLimit=NONE PreemptMode=REQUEUE State=UP TotalCPUs=8 "
    "TotalNodes=2 JobDefaults=(null) TRES=cpu=8,mem=2000M,node=2,billing=8\n"
    "PartitionName=urgent AllowGroups=ALL Default=NO DefaultTime=00:10:00 MaxTime=1-00:30:00 "
    "Nodes=node0 OverSubscribe=FORCE:4 PreemptMode=OFF State=DOWN TotalCPUs=8 TotalNodes=1\n";

TEST(ClusterFacts, AreReadFromTheConfiguration) {
  const auto facts = read_config(kConfig);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->version, "22.05.8");
  EXPECT_EQ(facts->name, "mutation_test");
  EXPECT_EQ(facts->max_array_size, 1001u);
  EXPECT_EQ(facts->max_array_tasks, 500u);
  EXPECT_EQ(facts->max_job_count, 10000u);
  EXPECT_EQ(facts->kill_wait, Seconds(5));
  EXPECT_EQ(facts->min_job_age, Seconds(3600));
  EXPECT_TRUE(facts->job_requeue);
  EXPECT_FALSE(facts->has_accounting);
  EXPECT_EQ(facts->tracks_processes_by, "cgroup");
  EXPECT_EQ(facts->constrains_devices, true);
}

TEST(ClusterFacts, AreAbsentWhereTheyAreNotTold) {
  const auto facts = read_config(
      "MaxArraySize = 1001\nSLURM_VERSION = 20.11.4\n"
      "AccountingStorageType = accounting_storage/slurmdbd\n");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->constrains_devices, std::nullopt);
  EXPECT_EQ(facts->min_job_age, std::nullopt);
  EXPECT_EQ(facts->max_job_count, std::nullopt);
  EXPECT_EQ(facts->max_array_tasks, std::nullopt);
  EXPECT_TRUE(facts->has_accounting);
}

TEST(ClusterFacts, ConstrainDevicesOnlyWithThePlugInThatDoesIt) {
  const auto facts = read_config(
      "MaxArraySize = 1001\nSLURM_VERSION = 22.05.8\n"
      "TaskPlugin = task/none\nConstrainDevices = yes\n");
  EXPECT_EQ(facts->constrains_devices, false);
}

TEST(ClusterFacts, OfOtherTextAreAnError) {
  EXPECT_THAT(read_config("hello").error().message, HasSubstr("scontrol show config"));
}

TEST(Nodes, AreReadThoughSomeValuesHaveBlanks) {
  const auto nodes = read_nodes(kNodes);
  ASSERT_THAT(nodes, SizeIs(2));
  EXPECT_EQ(nodes[0].name, "node0");
  EXPECT_EQ(nodes[0].host, "vm");
  EXPECT_EQ(nodes[0].cpus, 4u);
  EXPECT_THAT(nodes[0].gres, ElementsAre("gpu:h100:4", "shard:8"));
  EXPECT_THAT(nodes[0].partitions, ElementsAre("gpu", "urgent"));
  EXPECT_TRUE(is_available(nodes[0]));
  EXPECT_THAT(nodes[1].gres, IsEmpty());
  EXPECT_EQ(nodes[1].state, "DOWN+NOT_RESPONDING");
  EXPECT_FALSE(is_available(nodes[1]));
  EXPECT_THAT(read_nodes("No nodes in the system\n"), IsEmpty());
}

TEST(Nodes, AreAvailableWhenJobsCanStartThere) {
  for (const char* state : {"IDLE", "MIXED", "ALLOCATED", "MIXED+PLANNED", "IDLE+POWERED_DOWN"}) {
    EXPECT_TRUE(is_available({.state = state})) << state;
  }
  for (const char* state :
       {"DOWN", "IDLE*", "IDLE+DRAIN", "MIXED+DRAIN", "FAILING", "IDLE+MAINT", "UNKNOWN", ""}) {
    EXPECT_FALSE(is_available({.state = state})) << state;
  }
}

TEST(Partitions, HaveTheirNodes) {
  const auto partitions = read_partitions(kPartitions, read_nodes(kNodes));
  ASSERT_THAT(partitions, SizeIs(2));
  EXPECT_EQ(partitions[0].name, "gpu");
  EXPECT_TRUE(partitions[0].is_default);
  EXPECT_EQ(partitions[0].max_time, std::nullopt);
  EXPECT_EQ(partitions[0].default_time, std::nullopt);
  EXPECT_EQ(partitions[0].node_count, 2u);
  EXPECT_EQ(partitions[0].preempt_mode, "REQUEUE");
  EXPECT_EQ(partitions[0].oversubscribe, "NO");
  EXPECT_THAT(partitions[0].nodes, SizeIs(2));
  EXPECT_FALSE(partitions[1].is_default);
  EXPECT_EQ(partitions[1].state, "DOWN");
  EXPECT_EQ(partitions[1].max_time, Seconds(86400 + 1800));
  EXPECT_EQ(partitions[1].default_time, Seconds(600));
  ASSERT_THAT(partitions[1].nodes, SizeIs(1));
  EXPECT_EQ(partitions[1].nodes[0].name, "node0");
}

TEST(Durations, AreReadAsSlurmWritesThem) {
  EXPECT_EQ(slurm_duration("1-02:03:04"), Seconds(86400 + 7384));
  EXPECT_EQ(slurm_duration("02:03:04"), Seconds(7384));
  EXPECT_EQ(slurm_duration("1:30"), Seconds(90));
  EXPECT_EQ(slurm_duration("90"), Seconds(5400));
  EXPECT_EQ(slurm_duration("2-12"), Seconds(2 * 86400 + 43200));
  for (const char* text : {"UNLIMITED", "NONE", "", "1:2:3:4", "x-1", "1:", "-1"}) {
    EXPECT_EQ(slurm_duration(text), std::nullopt) << text;
  }
}

TEST(Durations, AreWrittenAsSlurmReadsThem) {
  EXPECT_EQ(slurm_duration_text(Seconds(90061.2)), "1-01:01:02");
  EXPECT_EQ(slurm_duration_text(Seconds(5400)), "01:30:00");
}

}  // namespace
}  // namespace mutation
