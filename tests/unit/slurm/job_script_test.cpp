#include "slurm/job_script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/command.h"

namespace mutation {
namespace {

using testing::HasSubstr;
using testing::Not;

JobScript script_of(std::vector<std::uint32_t> tasks) {
  JobScript script;
  script.name = "mutation run_20261126_030000";
  script.program = "/results/run/program/mutation";
  script.session = "/results/run";
  script.token = "4f2a";
  script.array = {.offset = 0, .tasks = tasks, .ranges = to_ranges(tasks)};
  script.output = "/results/run/slurm/%A_%a.log";
  return script;
}

TEST(JobScript, AsksForWhatIsAskedAndExecutesTheProgram) {
  JobScript script = script_of({0, 1, 2, 3});
  script.array.offset = 2002;
  script.max_parallel = 2;
  script.partition = "gpu";
  script.gres = {"gpu:h100:1"};
  script.time_limit = Seconds(5400);
  script.nodelist = {"node0", "node1"};
  script.signal_ahead = Seconds(300);
  script.flags = {"--quiet"};
  EXPECT_EQ(*to_text(script), R"sh(#!/bin/sh
#SBATCH --job-name="mutation run_20261126_030000"
#SBATCH --array=0-3%2
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --exclusive
#SBATCH --mem=0
#SBATCH --gres=gpu:h100:1
#SBATCH --partition=gpu
#SBATCH --time=01:30:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=/results/run/slurm/%A_%a.log
#SBATCH --chdir=/results/run
#SBATCH --signal=B:USR2@300
#SBATCH --nodelist=node0,node1
exec /results/run/program/mutation work /results/run --token 4f2a --block "$((2002 + SLURM_ARRAY_TASK_ID))" --quiet
)sh");
}

TEST(JobScript, AsksForNothingThatIsNotAsked) {
  JobScript script = script_of({7});
  script.exclusive = false;
  EXPECT_EQ(*to_text(script), R"sh(#!/bin/sh
#SBATCH --job-name="mutation run_20261126_030000"
#SBATCH --array=7
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=/results/run/slurm/%A_%a.log
#SBATCH --chdir=/results/run
exec /results/run/program/mutation work /results/run --token 4f2a --block "$((0 + SLURM_ARRAY_TASK_ID))"
)sh");
}

TEST(JobScript, GivesTheProgramItsWordsAsTheyAre) {
  JobScript script = script_of({5});
  script.program = "printf";
  script.session = "/a b/$(touch x)`touch y`'\"\\;#\\n";
  script.array.offset = 1001;
  script.flags = {"", "*", "--x=$HOME"};
  std::string text = *to_text(script);
  text.replace(text.find("exec printf"), 11, "exec printf '<%s>\\n'");
  const auto result =
      run_command({"sh", "-c", text}, {.environment = {{"SLURM_ARRAY_TASK_ID", "5"}}});
  ASSERT_TRUE(result);
  EXPECT_EQ(
      result->output,
      "<work>\n</a b/$(touch x)`touch y`'\"\\;#\\n>\n<--token>\n<4f2a>\n<--block>\n<1006>\n<>\n"
      "<*>\n<--x=$HOME>\n");
}

TEST(JobScript, TakesNoTextThatBreaksOutOfItsLine) {
  for (std::string JobScript::*const text :
       {&JobScript::name, &JobScript::program, &JobScript::session, &JobScript::token,
        &JobScript::partition, &JobScript::output}) {
    JobScript script = script_of({0});
    script.*text = "a\n#SBATCH --wrap=evil";
    EXPECT_THAT(to_text(script).error().message, HasSubstr("line break"));
  }
  JobScript script = script_of({0});
  script.gres = {"gpu:1\r"};
  EXPECT_FALSE(to_text(script));
}

TEST(JobScript, SaysWhatIsMissingOrOutOfRange) {
  EXPECT_THAT(to_text(script_of({})).error().message, HasSubstr("no tasks"));
  JobScript script = script_of({0});
  script.name = "";
  EXPECT_THAT(to_text(script).error().message, HasSubstr("the job's name is missing"));
  script = script_of({0});
  script.signal_ahead = Seconds(65536);
  EXPECT_THAT(to_text(script).error().message, HasSubstr("65536.0 s ahead"));
  script = script_of({0});
  script.output = "/a\\b/%A.log";
  EXPECT_THAT(to_text(script).error().message, HasSubstr("backslash"));
  script = script_of({0});
  script.name = "a|b";
  EXPECT_THAT(to_text(script).error().message, HasSubstr("'|'"));
}

TEST(SbatchQuoting, KeepsWhatSbatchWouldTakeForSomethingElse) {
  EXPECT_EQ(sbatch_quoted("a b#c"), "\"a b#c\"");
  EXPECT_EQ(sbatch_quoted("a\"b\\c'"), "\"a\\\"b\\\\c'\"");
  EXPECT_EQ(sbatch_quoted("/my hetjob/PackJob"), "\"/my het\\job/Pack\\Job\"");
  EXPECT_EQ(pattern_of("/100%/a"), "/100%%/a");
}

}  // namespace
}  // namespace mutation
