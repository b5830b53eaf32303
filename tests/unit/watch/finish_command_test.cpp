// Commands at a session's end, with real processes.
#include "watch/finish_command.h"

#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>

#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::HasSubstr;

class FinishCommandTest : public testing::Test {
 protected:
  FinishCommand command(std::vector<std::string> argv) const {
    return {.name = "on-finish",
            .argv = std::move(argv),
            .directory = folder_.path(),
            .environment = {{"MUTATION_SESSION", "run_1"}},
            .input = "{\"session\": \"run_1\"}\n",
            .session = "run_1"};
  }
  static SignalFd signals() { return std::move(*SignalFd::open({SIGINT, SIGTERM})); }

  const TemporaryFolder folder_;
};

TEST_F(FinishCommandTest, HasTheSummaryInItsInputAndItsEnvironment) {
  SignalFd taken = signals();
  const Status ran = run_finish_command(
      command({"sh", "-c", "cat > input; echo $MUTATION_SESSION \"$1\" > words", "sh", "$HOME *"}),
      taken);
  EXPECT_TRUE(ran.ok()) << to_text(ran.error());
  EXPECT_EQ(text_of_file(folder_ / "input"), "{\"session\": \"run_1\"}\n");
  EXPECT_EQ(text_of_file(folder_ / "words"), "run_1 $HOME *\n");
}

TEST_F(FinishCommandTest, ThatFailsIsAnErrorThatSaysHow) {
  SignalFd taken = signals();
  const Status ran = run_finish_command(command({"sh", "-c", "exit 7"}), taken);
  ASSERT_FALSE(ran.ok());
  EXPECT_EQ(ran.error().message,
            "run the on-finish command sh -c 'exit 7': it ended with exit code 7");
}

TEST_F(FinishCommandTest, ThatIsNotThereIsAnError) {
  SignalFd taken = signals();
  EXPECT_THAT(run_finish_command(command({"./missing"}), taken).error().message,
              HasSubstr("missing"));
}

TEST_F(FinishCommandTest, ThatDoesNotEndIsKilledWithAllThatItStarted) {
  SignalFd taken = signals();
  FinishCommand endless =
      command({"sh", "-c", "trap '' TERM; sleep 600 & echo $! > pid; while :; do sleep 600; done"});
  endless.time_limit = Seconds(0.5);
  const Status ran = run_finish_command(endless, taken);
  ASSERT_FALSE(ran.ok());
  EXPECT_THAT(ran.error().message, HasSubstr("it was killed after "));
  EXPECT_NE(kill(std::stoi(text_of_file(folder_ / "pid")), 0), 0);
}

TEST_F(FinishCommandTest, LeavesNothingBehindThatItStarted) {
  SignalFd taken = signals();
  const Status ran =
      run_finish_command(command({"sh", "-c", "setsid sleep 600 & echo $! > pid"}), taken);
  EXPECT_TRUE(ran.ok()) << to_text(ran.error());
  EXPECT_NE(kill(std::stoi(text_of_file(folder_ / "pid")), 0), 0);
}

TEST_F(FinishCommandTest, EndsWithTheProgram) {
  SignalFd taken = signals();
  raise(SIGINT);
  const Status ran = run_finish_command(command({"sleep", "600"}), taken);
  ASSERT_FALSE(ran.ok());
  EXPECT_THAT(ran.error().message, HasSubstr("the program was asked to end"));
}

}  // namespace
}  // namespace mutation
