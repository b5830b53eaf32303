#include "os/spawn.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "base/text.h"
#include "os/cgroup.h"
#include "os/file.h"
#include "os/own_image.h"
#include "os/pidfd.h"
#include "os/procfs.h"
#include "os/subreaper.h"

namespace mutation {
namespace {

using testing::HasSubstr;

constexpr auto kLong = std::chrono::seconds(30);

struct Finished {
  ProcessEnd end;
  std::string output;
};

// Runs tests/helpers/child with its output caught in a file.
Finished run_child(SpawnOptions options, const std::vector<std::string>& words) {
  const std::string file =
      std::filesystem::temp_directory_path() / ("spawn-test-" + std::to_string(getpid()));
  UniqueFd output(open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  options.argv = {TEST_CHILD};
  options.argv.insert(options.argv.end(), words.begin(), words.end());
  options.fds.push_back({output.get(), STDOUT_FILENO});
  const Result<Spawned> child = spawn(options);
  EXPECT_TRUE(child) << child.error().message;
  const auto end = reap_until(child->pidfd.get(), Boottime::now() + kLong);
  EXPECT_TRUE(end && *end);
  forget_own_child(child->pid);
  const Result<std::string> text = read_file(file);
  unlink(file.c_str());
  return {.end = **end, .output = text ? *text : ""};
}

std::vector<int> blocked_signals() {
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  std::vector<int> blocked;
  for (int signal = 1; signal < 32; ++signal) {
    if (sigismember(&mask, signal) == 1) blocked.push_back(signal);
  }
  return blocked;
}

TEST(Spawn, KeepsExitCodeAndSignalApart) {
  const Finished failed = run_child({}, {"exit", "7"});
  EXPECT_EQ(failed.end.code, 7);
  EXPECT_EQ(failed.end.signal, std::nullopt);
  const Finished killed = run_child({}, {"signal", "15"});
  EXPECT_EQ(killed.end.code, std::nullopt);
  EXPECT_EQ(killed.end.signal, 15);
}

TEST(Spawn, ClosesEveryDescriptorThatIsNotMapped) {
  const UniqueFd low(open("/dev/null", O_RDONLY));
  const UniqueFd high(fcntl(low.get(), F_DUPFD, 700));
  const Finished child = run_child({.fds = {{low.get(), 4}}}, {"show-fds"});
  EXPECT_EQ(child.output, "fd 1\nfd 4\n");
}

TEST(Spawn, SwapsDescriptorsWithoutLosingOne) {
  const UniqueFd zero(open("/dev/zero", O_RDONLY | O_CLOEXEC));
  const UniqueFd null(open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int a = zero.get();
  const int b = null.get();
  ASSERT_LE(std::max(a, b), 15);
  const std::string path = testing::TempDir() + "swap-test";
  UniqueFd output(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  const auto child =
      spawn({.argv = {"/usr/bin/env", "readlink", "/proc/self/fd/" + std::to_string(a),
                      "/proc/self/fd/" + std::to_string(b)},
             .environment = {"PATH=/usr/bin:/bin"},
             .fds = {{a, b}, {b, a}, {output.get(), STDOUT_FILENO}}});
  ASSERT_TRUE(child);
  ASSERT_TRUE(reap_until(child->pidfd.get(), Boottime::now() + kLong));
  forget_own_child(child->pid);
  const auto text = read_file(path);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "/dev/null\n/dev/zero\n");
  unlink(path.c_str());
}

TEST(Spawn, GivesTheChildDefaultSignalsWhateverOursAre) {
  sigset_t ours;
  sigemptyset(&ours);
  sigaddset(&ours, SIGUSR2);
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &ours, &before);
  const auto handler = signal(SIGHUP, SIG_IGN);
  const Finished child = run_child({}, {"show-signals"});
  signal(SIGHUP, handler);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(child.output, "");
}

TEST(Spawn, LeavesTheSignalMaskAsItWasWhenTheCloneFails) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &set, &before);
  const std::vector<int> blocked = blocked_signals();
  const UniqueFd no_cgroup(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const Result<Spawned> child = spawn({.argv = {TEST_CHILD}, .cgroup_fd = no_cgroup.get()});
  EXPECT_EQ(blocked_signals(), blocked);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  // The clone into what is no cgroup failed; the one after it did not.
  ASSERT_TRUE(child);
  EXPECT_FALSE(child->in_cgroup);
  ASSERT_TRUE(reap_until(child->pidfd.get(), Boottime::now() + kLong));
  forget_own_child(child->pid);
}

TEST(Spawn, LeavesNoDescriptorAndNoZombieWhenTheProgramIsNotThere) {
  const auto count = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                         std::filesystem::directory_iterator());
  };
  const auto before = count();
  for (int i = 0; i < 5; ++i) {
    const Result<Spawned> child = spawn({.argv = {"./missing"}, .directory = "/usr"});
    ASSERT_FALSE(child);
    EXPECT_THAT(child.error().message, HasSubstr("execute ./missing: No such file"));
  }
  EXPECT_EQ(count(), before);
  std::vector<Reaped> reaped;
  EXPECT_EQ(reap_all(&reaped), Children::none);
  EXPECT_TRUE(reaped.empty());
}

TEST(Spawn, DoesNotBlameThePermissionsOfAFolderOnThePath) {
  const Result<Spawned> child =
      spawn({.argv = {"no-such-name"}, .environment = {"PATH=/proc/1/cwd:/usr/bin"}});
  ASSERT_FALSE(child);
  EXPECT_THAT(child.error().message, HasSubstr("No such file"));
}

TEST(Spawn, ExecutesAnImageThatHasNoNameAnyMore) {
  const std::string copy = std::filesystem::temp_directory_path() / "vanishing-image";
  std::filesystem::copy_file(TEST_CHILD, copy, std::filesystem::copy_options::overwrite_existing);
  const UniqueFd image(open(copy.c_str(), O_RDONLY | O_CLOEXEC));
  unlink(copy.c_str());
  EXPECT_EQ(run_child({.executable_fd = image.get()}, {"print", "still here"}).output,
            "still here\n");
  const Result<int> own = own_image();
  ASSERT_TRUE(own);
  EXPECT_EQ(*own, *own_image());
}

TEST(Spawn, IsBornInTheCgroupItIsGiven) {
  const Result<CgroupPlace> own = own_cgroup();
  if (!own) GTEST_SKIP() << own.error().message;
  const Result<Cgroup> group = Cgroup::make(*own, "mutation-spawn-test");
  if (!group) GTEST_SKIP() << group.error().message;
  const Result<Spawned> child = spawn({.argv = {TEST_CHILD, "sleep"}, .cgroup_fd = group->fd()});
  ASSERT_TRUE(child);
  EXPECT_TRUE(child->in_cgroup);
  EXPECT_EQ(group->processes(), std::vector<pid_t>{child->pid});
  EXPECT_TRUE(group->populated());
  EXPECT_EQ(cgroup_path_of(child->pid), group->place().path);
  EXPECT_TRUE(group->kill());
  const auto end = reap_until(child->pidfd.get(), Boottime::now() + kLong);
  ASSERT_TRUE(end && *end);
  EXPECT_EQ((*end)->signal, SIGKILL);
  forget_own_child(child->pid);
  EXPECT_FALSE(group->populated());
  // Some kernels kill whatever is born in a group that was killed before.
  const Result<Spawned> late = spawn({.argv = {TEST_CHILD, "exit", "5"}, .cgroup_fd = group->fd()});
  ASSERT_TRUE(late);
  const auto late_end = reap_until(late->pidfd.get(), Boottime::now() + kLong);
  ASSERT_TRUE(late_end && *late_end);
  EXPECT_EQ((*late_end)->code, 5);
  forget_own_child(late->pid);
  EXPECT_TRUE(group->remove());
  EXPECT_FALSE(std::filesystem::exists(group->place().directory));
}

TEST(Spawn, StaysOutsideOfACgroupThatItMayNotEnter) {
  // No cgroup at all, so that there is nothing to enter.
  const UniqueFd folder(open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const Result<Spawned> child = spawn({.argv = {TEST_CHILD, "exit", "6"},
                                       .cgroup_fd = folder.get(),
                                       .cgroup_entry = CgroupEntry::entered});
  ASSERT_TRUE(child);
  EXPECT_FALSE(child->in_cgroup);
  const auto end = reap_until(child->pidfd.get(), Boottime::now() + kLong);
  ASSERT_TRUE(end && *end);
  EXPECT_EQ((*end)->code, 6);
  forget_own_child(child->pid);
}

TEST(Spawn, TellsAdoptedChildrenFromItsOwn) {
  ASSERT_TRUE(become_subreaper());
  const Result<Spawned> own = spawn({.argv = {TEST_CHILD, "sleep"}});
  const Result<Spawned> parent = spawn({.argv = {TEST_CHILD, "leave-behind", "exit", "0"}});
  ASSERT_TRUE(own && parent);
  ASSERT_TRUE(reap_until(parent->pidfd.get(), Boottime::now() + kLong));
  forget_own_child(parent->pid);
  const std::vector<ProcessStat> adopted = adopted_among(all_processes());
  ASSERT_EQ(adopted.size(), 1u);
  EXPECT_NE(adopted[0].pid, own->pid);
  for (const pid_t pid : {adopted[0].pid, own->pid}) {
    kill(pid, SIGKILL);
    reap_blocking(pid);
  }
  forget_own_child(own->pid);
}

}  // namespace
}  // namespace mutation
