// Signals, polling, sealed memory, environments and short commands.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>

#include "os/command.h"
#include "os/environment.h"
#include "os/namespaces.h"
#include "os/poll.h"
#include "os/sealed_memory.h"
#include "os/signals.h"
#include "os/subreaper.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

bool is_blocked(int signal) {
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  return sigismember(&mask, signal) == 1;
}

TEST(SignalFd, DeliversWhatItBlocksAndRestoresTheMask) {
  {
    Result<SignalFd> signals = SignalFd::open({SIGUSR1, SIGUSR2});
    ASSERT_TRUE(signals);
    const SignalFd moved(std::move(*signals));
    EXPECT_TRUE(is_blocked(SIGUSR1));
  }
  EXPECT_FALSE(is_blocked(SIGUSR1));
  Result<SignalFd> signals = SignalFd::open({SIGUSR1});
  ASSERT_TRUE(signals);
  EXPECT_EQ(signals->take(), std::nullopt);
  raise(SIGUSR1);
  EXPECT_EQ(signals->take(), SIGUSR1);
  EXPECT_EQ(signals->take(), std::nullopt);
}

TEST(Poll, ReturnsAtOnceWhenTheDeadlineHasPassed) {
  EXPECT_EQ(poll_until({}, BootTime{}), 0);
}

TEST(Poll, TellsWhatIsReady) {
  const UniqueFd null(open("/dev/null", O_RDONLY | O_CLOEXEC));
  pollfd descriptors[] = {{.fd = null.get(), .events = POLLIN, .revents = 0}};
  EXPECT_EQ(poll_until(descriptors, std::nullopt), 1);
  EXPECT_EQ(descriptors[0].revents, POLLIN);
}

TEST(SealedMemory, CanBeReadAndNotChanged) {
  const Result<UniqueFd> memory = make_sealed_memory("test", "some bytes");
  ASSERT_TRUE(memory);
  EXPECT_EQ(*read_sealed_memory(memory->get(), 100), "some bytes");
  EXPECT_LT(write(memory->get(), "x", 1), 0);
  EXPECT_FALSE(read_sealed_memory(memory->get(), 5));
  const UniqueFd open_memory(memfd_create("open", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  EXPECT_EQ(read_sealed_memory(open_memory.get(), 5).error().message,
            "a memory file is not sealed");
}

TEST(Environment, AddedVariablesWin) {
  EXPECT_THAT(with_variables({"A=1", "B=2", "AB=3"}, {{"A", "4"}, {"C", "5"}, {"C", "6"}}),
              ElementsAre("B=2", "AB=3", "A=4", "C=6"));
}

TEST(Environment, VariablesAreTakenAway) {
  EXPECT_THAT(without_variables({"A=1", "B=2", "AB=3"}, {"A", "C"}), ElementsAre("B=2", "AB=3"));
}

class Command : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(become_subreaper()); }
};

TEST_F(Command, GivesOutputErrorsAndExitCode) {
  const auto result = run_command({"sh", "-c", "pwd; echo $COLOUR >&2; exit 3"},
                                  {.directory = "/usr", .environment = {{"COLOUR", "blue"}}});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->output, "/usr\n");
  EXPECT_EQ(result->errors, "blue\n");
  EXPECT_EQ(result->end.code, 3);
}

TEST_F(Command, GetsTheCallersVariablesLessSome) {
  const auto result =
      run_command({"sh", "-c", "echo \"$COLOUR$PATH\""},
                  {.environment = {{"COLOUR", "blue"}}, .without_variables = {"PATH"}});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_THAT(result->output, testing::StartsWith("blue"));
  EXPECT_THAT(result->output, testing::Not(HasSubstr(getenv("PATH"))));
}

TEST_F(Command, IsKilledWithItsGroupAtTheTimeLimit) {
  const auto result =
      run_command({"sh", "-c", "sleep 600 & sleep 600"}, {.time_limit = Seconds(0.05)});
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("did not end within the time allowed"));
}

TEST_F(Command, GivesWhatALateOneWroteWhereThatIsWanted) {
  const auto result = run_command({"sh", "-c", "echo here; sleep 600"},
                                  {.time_limit = Seconds(0.5), .late = LateCommand::result});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_TRUE(result->late);
  EXPECT_EQ(result->output, "here\n");
  EXPECT_EQ(result->end.code, std::nullopt);
}

TEST_F(Command, DoesNotWaitForWhatHoldsItsOutputOpen) {
  const auto result = run_command({"sh", "-c", "echo here; sleep 600 &"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->output, "here\n");
}

TEST_F(Command, LeavesNoZombies) {
  ASSERT_TRUE(run_command({"sh", "-c", "sleep 600 & sleep 600 & exit 0"}));
  std::vector<Reaped> reaped;
  EXPECT_EQ(reap_all(&reaped), Children::none);
  EXPECT_TRUE(reaped.empty());
}

TEST_F(Command, ThrowsAwayOutputBeyondTheLimit) {
  const auto result =
      run_command({"sh", "-c", "printf 123456789; printf abc >&2"}, {.output_limit = 4});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->output, "1234");
  EXPECT_EQ(result->errors, "abc");
}

TEST_F(Command, SaysThatAProgramIsNotThere) {
  const auto result = run_command({"no-such-program"});
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("execute no-such-program: No such file"));
}

TEST(PidNamespace, EndsToTheLastProcessWithItsInit) {
  if (const Status allowed = try_pid_namespace(); !allowed) {
    GTEST_SKIP() << allowed.error().message;
  }
  Result<NamespacedProcess> process =
      spawn_in_pid_namespace({.argv = {TEST_CHILD, "leave-behind", "exit", "4"}});
  ASSERT_TRUE(process) << process.error().message;
  pollfd end[] = {{.fd = process->end.get(), .events = POLLIN, .revents = 0}};
  const BootTime deadline = Boottime::now() + std::chrono::seconds(30);
  ASSERT_EQ(poll_until(end, deadline), 1);
  EXPECT_EQ(take_end(process->end).code, 4);
  EXPECT_EQ(descendants_of(process->init).size(), 1u);
  send_signal(process->init_pidfd.get(), SIGKILL);
  ASSERT_TRUE(reap_until(process->init_pidfd.get(), deadline));
  forget_own_child(process->init);
}

}  // namespace
}  // namespace mutation
