#include "slurm/job_details.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mutation {
namespace {

using testing::HasSubstr;

// Slurm 22.05.8 with SLURM_TIME_FORMAT=%s, shortened.
constexpr std::string_view kJobs =
    "JobId=26817004 ArrayJobId=26817001 ArrayTaskId=1 JobName=a JobState=PENDING Requeue=0 "
    "Restarts=0 TimeLimit=UNLIMITED StartTime=Unknown EndTime=Unknown OverSubscribe=OK\n"
    "JobId=26817003 ArrayJobId=26817001 ArrayTaskId=0 ArrayTaskThrottle=2 "
    "JobName=a name UserId=root(0) JobState=RUNNING Reason=None "
    "Dependency=(null) Requeue=1 Restarts=2 BatchFlag=1 RunTime=00:00:04 TimeLimit=00:02:00 "
    "StartTime=1795662435 EndTime=1795662555 Deadline=N/A NodeList=node1 BatchHost=node1 "
    "OverSubscribe=NO Command=/tmp/a EndTime=7 OverSubscribe=OK TresPerNode=gres:gpu:1 \n";

TEST(JobDetails, SayWhetherItsNodesAreItsOwn) {
  const auto alone = read_job(kJobs.substr(kJobs.find('\n')), 26817003);
  ASSERT_TRUE(alone) << alone.error().message;
  EXPECT_EQ(alone->exclusive, true) << "the first field of the name, not one in a command";
  EXPECT_EQ(read_job(kJobs, 26817004)->exclusive, false);
  EXPECT_EQ(read_job("JobId=5 JobName=a\n", 5)->exclusive, std::nullopt);
}

TEST(JobDetails, OfAnotherJobAreAnError) {
  EXPECT_THAT(read_job(kJobs, 7).error().message, HasSubstr("job 7 is not in it"));
}

}  // namespace
}  // namespace mutation
