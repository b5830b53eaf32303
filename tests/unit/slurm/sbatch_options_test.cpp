#include "slurm/sbatch_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mutation {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> errors_of(const std::vector<std::string>& words) {
  std::vector<std::string> texts;
  for (const Error& error : option_errors(words)) texts.push_back(to_text(error));
  return texts;
}

TEST(SbatchOptions, ThatAreTheUsersAreTaken) {
  EXPECT_THAT(errors_of({"--account=me", "-Ame", "--comment=a -p b", "--nodelist=node1", "-wnode1",
                         "--mem=4G", "--gres-flags=enforce-binding", "--qos=low", "-H", "-Hqlow",
                         "-cp", "--exclude=node2", "--mail-type=END", "--wait-all-nodes=1",
                         "--constraint=fast", "-k", "--no-kill", "--gpu-freq=high"}),
              IsEmpty());
}

TEST(SbatchOptions, ThatAreThisProgramsAreRefusedWithWhatThereIsInTheirPlace) {
  EXPECT_THAT(errors_of({"--array=1", "-a1", "-Jx", "--wrap=x", "--partition=urgent"}),
              ElementsAre(HasSubstr("--array is this program's own"), HasSubstr("-a1 (--array) is"),
                          HasSubstr("-Jx (--job-name) is"), HasSubstr("--wrap is this"),
                          AllOf(HasSubstr("--partition is this"),
                                HasSubstr("use this program's own --partition"))));
  for (const char* word : {"--clusters=east",
                           "-Meast",
                           "-purgent",
                           "--gres=gpu:2",
                           "--gpus=2",
                           "-G2",
                           "--gpus-per-node=2",
                           "--gpus-per-task=1",
                           "--nodes=2",
                           "-N2",
                           "--ntasks=2",
                           "-n2",
                           "--ntasks-per-node=2",
                           "--oversubscribe",
                           "-s",
                           "--exclusive=user",
                           "--share",
                           "--time=1:00",
                           "-t5",
                           "--time-min=1",
                           "--signal=USR1",
                           "--output=x",
                           "-ox",
                           "--requeue",
                           "--no-requeue",
                           "--open-mode=truncate",
                           "--chdir=/",
                           "-D/",
                           "--test-only",
                           "--parsable",
                           "--wait",
                           "-W",
                           "--help",
                           "-h",
                           "--usage",
                           "--version",
                           "-V",
                           "--uid=0"}) {
    EXPECT_THAT(errors_of({word}), ElementsAre(HasSubstr("is this program's own here"))) << word;
  }
}

TEST(SbatchOptions, AreKnownByTheirBeginningAndBehindOtherLetters) {
  EXPECT_THAT(
      errors_of({"--job-n=x", "--arr=1", "--wai", "--par=x", "--clu=east", "--no"}),
      ElementsAre(HasSubstr("--job-n (--job-name)"), HasSubstr("--arr (--array)"),
                  HasSubstr("--wai (--wait)"), HasSubstr("--par (--parsable)"),
                  HasSubstr("--clu (--cluster-constraint)"), HasSubstr("--no (--no-requeue)")));
  EXPECT_THAT(errors_of({"-Hpurgent", "-QvW"}),
              ElementsAre(HasSubstr("-Hpurgent (--partition)"), HasSubstr("-QvW (--wait)")));
}

TEST(SbatchOptions, AreNoOtherWords) {
  EXPECT_THAT(errors_of({"account", "-", "--", ""}),
              ElementsAre(HasSubstr("\"account\" is no option"), HasSubstr("\"-\" is no option"),
                          HasSubstr("\"--\" is no option"), HasSubstr("\"\" is no option")));
}

}  // namespace
}  // namespace mutation
