#include "unit/keeper/tree_fixture.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "keeper/method.h"
#include "os/file.h"
#include "os/poll.h"
#include "os/procfs.h"

namespace mutation {
namespace {

using std::chrono::milliseconds;

BootTime in(Seconds time) {
  return Boottime::now() + std::chrono::duration_cast<Boottime::duration>(time);
}

}  // namespace

bool eventually(const std::function<bool()>& holds, Seconds limit) {
  const BootTime deadline = in(limit);
  while (!holds()) {
    if (Boottime::now() >= deadline) return false;
    poll_until({}, Boottime::now() + milliseconds(2));
  }
  return true;
}

std::vector<pid_t> processes_of(const std::string& run_id) {
  std::vector<pid_t> found;
  const std::string wanted = "MUTATION_RUN_ID=" + run_id + '\0';
  for (const ProcessStat& process : all_processes()) {
    if (process.state == 'Z') continue;
    const auto environment = read_file("/proc/" + std::to_string(process.pid) + "/environ");
    if (environment && environment->find(wanted) != std::string::npos) found.push_back(process.pid);
  }
  return found;
}

bool has_children() {
  siginfo_t info{};
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 || errno != ECHILD;
}

int open_descriptors() {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

std::string why_not(TreeMethod method) {
  const Result<ChosenMethod> chosen = choose_method(method, "mutation-probe");
  if (!chosen) return chosen.error().message;
  if (chosen->cgroup) (void)chosen->cgroup->remove();
  return {};
}

std::string name_of(const testing::TestParamInfo<TreeMethod>& info) {
  switch (info.param) {
    case TreeMethod::automatic:
      return "automatic";
    case TreeMethod::cgroup:
      return "cgroup";
    case TreeMethod::freezer:
      return "freezer";
    case TreeMethod::pid_namespace:
      return "pid_namespace";
    case TreeMethod::sweep:
      return "sweep";
  }
  return "";
}

void TreeTest::SetUp() {
  if (const std::string reason = why_not(GetParam()); !reason.empty()) GTEST_SKIP() << reason;
  static int count = 0;
  run_id_ = "test-" + std::to_string(getpid()) + "-" + std::to_string(++count);
  directory_ = std::filesystem::temp_directory_path() / run_id_;
  std::filesystem::create_directories(directory_);
}

void TreeTest::TearDown() {
  if (directory_.empty()) return;
  EXPECT_THAT(processes(), testing::IsEmpty());
  EXPECT_FALSE(has_children());
  if (!HasFailure()) std::filesystem::remove_all(directory_);
}

TreeSpec TreeTest::spec_of(const std::vector<std::string>& words) const {
  TreeSpec spec{.name = "foreground",
                .run_id = run_id_,
                .argv = {TEST_CHILD},
                .directory = directory_,
                .log_file = path("training.log"),
                .method = GetParam()};
  spec.argv.insert(spec.argv.end(), words.begin(), words.end());
  return spec;
}

std::string TreeTest::log() const {
  const Result<std::string> text = read_file(path("training.log"));
  return text ? *text : std::string();
}

bool TreeTest::log_says(const std::string& text) const {
  return log().find(text) != std::string::npos;
}

std::unique_ptr<Tree> TreeTest::launched(const TreeSpec& spec) {
  reports_.clear();
  looked_at_ = 0;
  Result<std::unique_ptr<Tree>> tree = Tree::launch(spec);
  EXPECT_TRUE(tree) << tree.error().message;
  return std::move(*tree);
}

bool TreeTest::eventually_reported(Tree* tree,
                                   const std::function<bool(const TreeReport&)>& wanted) {
  const BootTime deadline = in(Seconds(30));
  while (true) {
    while (looked_at_ < reports_.size()) {
      if (wanted(reports_[looked_at_++])) return true;
    }
    pollfd waiting[] = {{.fd = tree->report_fd(), .events = POLLIN, .revents = 0}};
    if (poll_until(waiting, deadline) == 0) return false;
    for (TreeReport& report : tree->take_reports()) reports_.push_back(std::move(report));
    if (tree->emptied() && looked_at_ == reports_.size()) return false;
  }
}

StopRecord TreeTest::stopped(Tree* tree) {
  tree->stop();
  return wait_for<TreeEmptied>(tree).record;
}

TrainingEnded TreeTest::lived(const std::vector<std::string>& words) {
  const auto tree = launched(spec_of(words));
  const auto ended = wait_for<TrainingEnded>(tree.get());
  EXPECT_EQ(stopped(tree.get()).survivors, 0);
  return ended;
}

}  // namespace mutation
