// How long it takes to empty a hostile tree (of 501 processes 300 in the group, 100 in sessions of
// their own, 100 double-forked, half of all ignoring SIGTERM) by each method of the keeper, beside
// a bare cgroup.kill and a bare killpg of the same tree in the same run; as root also for a plain
// user. Prints figures and judges nothing.
//   stop_cost CHILD [--rounds N] [--processes N]     CHILD: tests/helpers/child
#include <fmt/format.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "keeper/keeper_role.h"
#include "keeper/method.h"
#include "keeper/tree.h"
#include "os/environment.h"
#include "os/file.h"
#include "os/pidfd.h"
#include "os/poll.h"
#include "os/procfs.h"
#include "os/spawn.h"
#include "os/subreaper.h"

using namespace mutation;

namespace {

struct Setup {
  std::string child;
  std::string directory;
  int processes = 501;
  int rounds = 5;
};

// The plain user that root's runs are repeated as: nobody.
constexpr uid_t kPlainUser = 65534;

struct Figures {
  std::vector<double> milliseconds;
  int survivors = 0;
};

// By name, in the order of the first round.
class Table {
 public:
  void add(const std::string& name, double milliseconds, int survivors) {
    if (!figures_.contains(name)) names_.push_back(name);
    figures_[name].milliseconds.push_back(milliseconds);
    figures_[name].survivors = std::max(figures_[name].survivors, survivors);
  }
  void add_absent(const std::string& name, const Error& error) {
    if (absent_.emplace(name, to_text(error)).second) {
      fmt::print("{}: not here: {}\n", name, absent_[name]);
    }
  }
  // `baseline`: the line that ratios are taken to.
  void print(const std::string& baseline) {
    fmt::print("{:54} {:>9} {:>9} {:>7} {:>9}\n", "", "median ms", "least ms", "ratio",
               "survivors");
    const double unit = figures_.contains(baseline) ? median(figures_[baseline]) : 0;
    for (const std::string& name : names_) {
      const Figures& line = figures_[name];
      fmt::print("{:54} {:9.1f} {:9.1f} {:>7} {:9}\n", name, median(line),
                 std::ranges::min(line.milliseconds),
                 unit > 0 ? fmt::format("{:.2f}", median(line) / unit) : "-", line.survivors);
    }
  }

 private:
  static double median(const Figures& figures) {
    std::vector<double> sorted = figures.milliseconds;
    std::ranges::sort(sorted);
    return sorted[sorted.size() / 2];
  }
  std::vector<std::string> names_;
  std::map<std::string, Figures> figures_;
  std::map<std::string, std::string> absent_;
};

double milliseconds_since(MonotonicTime start) {
  return std::chrono::duration<double, std::milli>(Monotonic::now() - start).count();
}

void nap() {
  poll_until({}, Boottime::now() + std::chrono::milliseconds(1));
}

std::vector<std::string> hostile(const Setup& setup) {
  return {setup.child, "hostile", std::to_string(setup.processes - 1), "print", "ready", "sleep"};
}

// The tree says so itself; what settles after a fork or an exit is given a moment.
void wait_until_ready(const std::string& log) {
  while (true) {
    const Result<std::string> text = read_file(log);
    if (text && *text == "ready\n") break;
    nap();
  }
  for (int i = 0; i < 100; ++i) nap();
}

struct Stop {
  double milliseconds = 0;
  int survivors = 0;
};

// From the command to the keeper's word that the tree is empty.
Result<Stop> stopped(const Setup& setup, TreeMethod method, bool with_sigterm) {
  const std::string log = setup.directory + "/training.log";
  std::filesystem::remove(log);
  const Seconds grace(0.3);
  Result<std::unique_ptr<Tree>> tree = Tree::launch({.name = "foreground",
                                                     .run_id = "bench",
                                                     .argv = hostile(setup),
                                                     .directory = setup.directory,
                                                     .log_file = log,
                                                     .grace = grace,
                                                     .method = method});
  if (!tree) return tree.error();
  wait_until_ready(log);
  const MonotonicTime start = Monotonic::now();
  with_sigterm ? (*tree)->stop() : (*tree)->kill_now();
  Stop stop;
  while (!(*tree)->emptied()) {
    pollfd report[] = {{.fd = (*tree)->report_fd(), .events = POLLIN, .revents = 0}};
    poll_until(report, std::nullopt);
    for (const TreeReport& one : (*tree)->take_reports()) {
      const auto* emptied = std::get_if<TreeEmptied>(&one);
      if (emptied) stop.survivors = emptied->record.survivors;
    }
  }
  stop.milliseconds = milliseconds_since(start) - (with_sigterm ? grace.count() * 1000 : 0);
  return stop;
}

// The same in a child that has become the plain user.
Result<Stop> stopped_as_user(const Setup& setup, TreeMethod method, bool with_sigterm) {
  int ends[2];
  if (pipe(ends) != 0) return Error{"make a pipe", {}};
  const UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    const bool dropped = setgroups(0, nullptr) == 0 && setgid(kPlainUser) == 0 &&
                         setuid(kPlainUser) == 0 && prctl(PR_SET_DUMPABLE, 1) == 0;
    if (!dropped) _exit(1);
    const Result<Stop> stop = stopped(setup, method, with_sigterm);
    const bool told = stop && write(write_end.get(), &*stop, sizeof(Stop)) == sizeof(Stop);
    _exit(told ? 0 : 1);
  }
  write_end.reset();
  Stop stop;
  const bool told = read(read_end.get(), &stop, sizeof stop) == sizeof stop;
  reap_blocking(child);
  if (!told) return Error{"a plain user may not", {}};
  return stop;
}

void by_keeper(const Setup& setup, TreeMethod method, bool as_user, Table* table) {
  const std::string name = std::string(to_text(method)) + (as_user ? " as a plain user" : "");
  for (const bool with_sigterm : {false, true}) {
    const Result<Stop> stop = as_user ? stopped_as_user(setup, method, with_sigterm)
                                      : stopped(setup, method, with_sigterm);
    if (!stop) return table->add_absent(name, stop.error());
    table->add(name + (with_sigterm ? ": whole stop, less the grace" : ": SIGKILL"),
               stop->milliseconds, stop->survivors);
  }
}

Spawned started(const Setup& setup, const Cgroup* cgroup) {
  const std::string log = setup.directory + "/training.log";
  std::filesystem::remove(log);
  const Result<UniqueFd> out = open_for_append(log);
  Result<Spawned> root = spawn({.argv = hostile(setup),
                                .environment = current_environment(),
                                .fds = {{out->get(), STDOUT_FILENO}},
                                .session = NewSession::yes,
                                .cgroup_fd = cgroup ? cgroup->fd() : -1});
  wait_until_ready(log);
  return std::move(*root);
}

void reap_rest() {
  for (const ProcessStat& process : descendants_of(getpid())) kill(process.pid, SIGKILL);
  while (waitpid(-1, nullptr, 0) > 0) {
  }
}

// One write, and every process reaped.
void by_cgroup_kill(const Setup& setup, Table* table) {
  Result<ChosenMethod> method = choose_method(TreeMethod::cgroup, "mutation-bench");
  if (!method) return table->add_absent("bare cgroup.kill", method.error());
  const Spawned root = started(setup, &*method->cgroup);
  const MonotonicTime start = Monotonic::now();
  (void)method->cgroup->kill();
  while (waitpid(-1, nullptr, 0) > 0) {
  }
  while (method->cgroup->populated()) nap();
  table->add("bare cgroup.kill", milliseconds_since(start), 0);
  forget_own_child(root.pid);
  (void)method->cgroup->remove();
}

// One killpg, and every process of the group reaped: what the others have is left.
void by_killpg(const Setup& setup, Table* table) {
  const Spawned root = started(setup, nullptr);
  const MonotonicTime start = Monotonic::now();
  killpg(root.pid, SIGKILL);
  while (waitpid(-root.pid, nullptr, 0) > 0) {
  }
  const double took = milliseconds_since(start);
  int survivors = 0;
  for (const ProcessStat& process : descendants_of(getpid())) survivors += process.state != 'Z';
  table->add("bare killpg", took, survivors);
  reap_rest();
  forget_own_child(root.pid);
}

void measure(const Setup& setup) {
  Table table;
  for (int round = 0; round < setup.rounds; ++round) {
    by_cgroup_kill(setup, &table);
    by_killpg(setup, &table);
    for (const TreeMethod method :
         {TreeMethod::cgroup, TreeMethod::freezer, TreeMethod::pid_namespace, TreeMethod::sweep}) {
      by_keeper(setup, method, false, &table);
      if (geteuid() == 0) by_keeper(setup, method, true, &table);
    }
  }
  fmt::print("\n{} processes, {} rounds\n", setup.processes, setup.rounds);
  table.print("bare cgroup.kill");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], kKeeperRole) == 0) return keeper_main(argc, argv);
  Setup setup;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--rounds" && i + 1 < argc) {
      setup.rounds = std::stoi(argv[++i]);
    } else if (word == "--processes" && i + 1 < argc) {
      setup.processes = std::stoi(argv[++i]);
    } else {
      setup.child = std::filesystem::absolute(word);
    }
  }
  if (setup.child.empty() || setup.rounds < 1 || !become_subreaper()) return 2;
  std::string folder = std::filesystem::temp_directory_path() / "mutation-stop-XXXXXX";
  if (!mkdtemp(folder.data())) return 2;
  setup.directory = folder;
  std::filesystem::permissions(folder, std::filesystem::perms::all);
  measure(setup);
  std::filesystem::remove_all(folder);
  return 0;
}
