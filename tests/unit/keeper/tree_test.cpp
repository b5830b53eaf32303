// One training from its start to its end: what is reported, what it is given, what it leaves.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "keeper/messages.h"
#include "os/file.h"
#include "os/procfs.h"
#include "unit/keeper/tree_fixture.h"

namespace mutation {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class OneTraining : public TreeTest {};

TEST_P(OneTraining, ReportsStartEndAndEmptyTreeOfATrainingThatSucceeds) {
  const auto tree = launched(spec_of({"print", "hello"}));
  const auto started = wait_for<TrainingStarted>(tree.get());
  const auto ended = wait_for<TrainingEnded>(tree.get());
  const StopRecord record = stopped(tree.get());
  EXPECT_EQ(started.number, 1);
  EXPECT_GT(started.pid, 1);
  EXPECT_EQ(ended.number, 1);
  EXPECT_EQ(ended.status.code, 0);
  EXPECT_EQ(ended.status.signal, std::nullopt);
  EXPECT_EQ(ended.start_error, "");
  EXPECT_FALSE(ended.out_of_memory);
  EXPECT_GT(elapsed(started.at, ended.at).count(), 0);
  EXPECT_EQ(log(), "hello\n");
  EXPECT_EQ(record.tree, "foreground");
  EXPECT_EQ(record.method, method_name(GetParam()));
  EXPECT_EQ(record.seen, 1);
  EXPECT_EQ(record.terminated, 0);
  EXPECT_EQ(record.killed, 0);
  EXPECT_EQ(record.survivors, 0);
  EXPECT_TRUE(tree->emptied());
  EXPECT_THAT(tree->take_reports(), IsEmpty());
}

TEST_P(OneTraining, ReportsExitCodesAndSignalsApart) {
  const TrainingEnded failed = lived({"exit", "3"});
  EXPECT_EQ(failed.status.code, 3);
  EXPECT_EQ(failed.status.signal, std::nullopt);
  const TrainingEnded killed = lived({"signal", std::to_string(SIGUSR1)});
  EXPECT_EQ(killed.status.code, std::nullopt);
  EXPECT_EQ(killed.status.signal, SIGUSR1);
}

TEST_P(OneTraining, HasTheStreamsThatItIsGivenAndNoLogThen) {
  ASSERT_TRUE(write_file_durably(path("input"), "from outside", 0644));
  const UniqueFd input(open(path("input").c_str(), O_RDONLY | O_CLOEXEC));
  const Result<UniqueFd> output = open_anew(path("output"));
  TreeSpec spec = spec_of({});
  // Its errors are not open: they go nowhere.
  spec.streams = {.input = input.get(), .output = output->get(), .errors = -1};
  spec.argv = {"/bin/sh", "-c", "cat; echo lost >&2; readlink /proc/self/fd/2"};
  const auto tree = launched(spec);
  EXPECT_EQ(wait_for<TrainingEnded>(tree.get()).status.code, 0);
  stopped(tree.get());
  EXPECT_EQ(*read_file(path("output")), "from outside/dev/null\n");
  EXPECT_FALSE(std::filesystem::exists(path("training.log")));
}

TEST_P(OneTraining, TellsWhyAProgramCannotBeExecuted) {
  TreeSpec spec = spec_of({});
  const auto error_of = [&] {
    const auto tree = launched(spec);
    const auto ended = wait_for<TrainingEnded>(tree.get());
    EXPECT_EQ(ended.status.code, std::nullopt);
    EXPECT_EQ(ended.status.signal, std::nullopt);
    EXPECT_EQ(stopped(tree.get()).seen, 0);
    return ended.start_error;
  };
  spec.argv = {"./missing.sh"};
  EXPECT_THAT(error_of(), HasSubstr("execute ./missing.sh: No such file"));
  spec.argv = {"no-such-program-anywhere"};
  EXPECT_THAT(error_of(), HasSubstr("execute no-such-program-anywhere: No such file"));

  ASSERT_TRUE(write_file_durably(path("plain.sh"), "#!/bin/sh\n", 0644));
  spec.argv = {"./plain.sh"};
  EXPECT_THAT(error_of(), HasSubstr("chmod +x " + path("./plain.sh")));
  ASSERT_TRUE(write_file_durably(path("odd.sh"), "#!/no/such/shell\n", 0755));
  spec.argv = {path("odd.sh")};
  EXPECT_THAT(error_of(), HasSubstr("the interpreter that its first line names is not"));

  spec = spec_of({});
  spec.directory = path("nowhere");
  EXPECT_THAT(error_of(), HasSubstr("change to folder " + path("nowhere")));
  spec = spec_of({});
  spec.log_file = path("nowhere/training.log");
  EXPECT_THAT(error_of(), HasSubstr("open " + path("nowhere/training.log")));
}

TEST_P(OneTraining, GivesTheTrainingItsFolderEnvironmentAndNothingElse) {
  TreeSpec spec = spec_of({"show-env", "MUTATION_RUN_ID", "show-env", "COLOUR", "show-env", "PATH",
                           "show-fds", "show-signals", "touch", "here"});
  spec.environment = {{"COLOUR", "blue"}, {"PATH", "/only/this"}};
  const auto tree = launched(spec);
  EXPECT_EQ(wait_for<TrainingEnded>(tree.get()).status.code, 0);
  stopped(tree.get());
  EXPECT_EQ(log(),
            "MUTATION_RUN_ID=" + run_id_ + "\nCOLOUR=blue\nPATH=/only/this\nfd 0\nfd 1\nfd 2\n");
  EXPECT_TRUE(std::filesystem::exists(path("here")));
}

TEST_P(OneTraining, FindsPlainProgramNamesAlongThePathOfTheTraining) {
  ASSERT_TRUE(write_file_durably(path("greet"), "#!/bin/sh\necho greetings\n", 0755));
  TreeSpec spec = spec_of({});
  spec.argv = {"greet"};
  spec.environment = {{"PATH", "/nowhere:" + directory_ + ":/usr/bin:/bin"}};
  const auto tree = launched(spec);
  wait_for<TrainingEnded>(tree.get());
  stopped(tree.get());
  EXPECT_EQ(log(), "greetings\n");
}

TEST_P(OneTraining, TruncatesTheLogOfAnEarlierAttempt) {
  ASSERT_TRUE(write_file_durably(path("training.log"), "a long line of an earlier attempt\n"));
  lived({"print", "new"});
  EXPECT_EQ(log(), "new\n");
}

TEST_P(OneTraining, KnowsWhichProcessesAreItsOwn) {
  const auto tree = launched(spec_of({"leave-behind", "print", "ready", "sleep"}));
  const auto started = wait_for<TrainingStarted>(tree.get());
  ASSERT_TRUE(eventually([&] { return log_says("ready"); }));
  EXPECT_TRUE(tree->contains(started.pid));
  for (const pid_t pid : processes()) EXPECT_TRUE(tree->contains(pid));
  EXPECT_EQ(processes().size(), 2u);
  EXPECT_FALSE(tree->contains(getpid()));
  EXPECT_FALSE(tree->contains(1));
  EXPECT_FALSE(tree->contains(tree->identity().keeper_pid));
  stopped(tree.get());
  EXPECT_FALSE(tree->contains(started.pid));
}

TEST_P(OneTraining, SaysWhoItsKeeperIs) {
  const auto tree = launched(spec_of({"sleep"}));
  wait_for<TrainingStarted>(tree.get());
  const ProcessIdentity identity = tree->identity();
  const auto keeper = read_process(identity.keeper_pid);
  ASSERT_TRUE(keeper);
  EXPECT_EQ(keeper->name, "mutation-keeper");
  EXPECT_EQ(keeper->parent, getpid());
  EXPECT_EQ(keeper->session, identity.keeper_pid);
  EXPECT_EQ(keeper->start_ticks, identity.keeper_start_ticks);
  EXPECT_EQ(identity.tree, "foreground");
  EXPECT_EQ(identity.boot_id, boot_id());
  EXPECT_EQ(std::filesystem::is_directory(identity.cgroup), in_cgroup(GetParam()));
  stopped(tree.get());
  EXPECT_FALSE(read_process(identity.keeper_pid));
  EXPECT_FALSE(std::filesystem::exists(identity.cgroup));
}

TEST_P(OneTraining, LeavesNoDescriptorsBehind) {
  lived({"exit", "0"});
  const int before = open_descriptors();
  for (int run = 0; run < 10; ++run) lived({"exit", "0"});
  EXPECT_EQ(open_descriptors(), before);
}

TEST_P(OneTraining, MakesTheTrainingTheFirstToGoWhenMemoryRunsOut) {
  TreeSpec spec = spec_of({});
  spec.argv = {"/bin/cat", "/proc/self/oom_score_adj"};
  const auto tree = launched(spec);
  wait_for<TrainingEnded>(tree.get());
  stopped(tree.get());
  const Result<std::string> own = read_file("/proc/self/oom_score_adj");
  ASSERT_TRUE(own);
  EXPECT_EQ(std::stoi(log()), std::min(1000, std::stoi(*own) + 500));
}

TEST_P(OneTraining, RefusesAnEmptyCommand) {
  TreeSpec spec = spec_of({});
  spec.argv.clear();
  const auto tree = Tree::launch(spec);
  ASSERT_FALSE(tree);
  EXPECT_EQ(tree.error().message, "start the foreground tree: no program is given");
}

INSTANTIATE_TEST_SUITE_P(EachMethod, OneTraining,
                         testing::Values(TreeMethod::cgroup, TreeMethod::freezer,
                                         TreeMethod::pid_namespace, TreeMethod::sweep),
                         name_of);

}  // namespace
}  // namespace mutation
