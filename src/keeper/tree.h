// One training's process tree, as the program holds it. Behind it stands a keeper: this program's
// own binary in a hidden role, started from a descriptor, in a session of its own and a child
// subreaper, so that nothing a training starts can leave the tree. The keeper starts the training
// (again and again where asked), tells of its start and end, and empties the tree when told to or
// when the program is gone.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/units.h"
#include "model/run_record.h"
#include "model/tree_method.h"
#include "model/value.h"

namespace mutation {

// Descriptors of this program that a training has as its standard input, output and errors.
struct TreeStreams {
  int input = 0;
  int output = 1;
  int errors = 2;
};

struct TreeSpec {
  std::string name;    // "foreground", "background": in reports and the cgroup's name
  std::string run_id;  // set as MUTATION_RUN_ID in the training's environment
  std::vector<std::string> argv;
  std::string directory;    // absolute
  Environment environment;  // added to (and winning over) the program's own
  std::string
      log_file;  // absolute, truncated; with `loop` it contains "{}": the number of the life
  // In place of /dev/null and the log, which is not made then; one that is not open becomes
  // /dev/null. REQUIRES: open during launch(); no `loop`.
  std::optional<TreeStreams> streams;
  bool loop = false;  // start the training again whenever it ends
  Seconds restart_delay{2};
  // With `loop`: this many ends with failure within `quick_failure` of their start, in a row, end
  // the loop.
  int quick_failures_allowed = 3;
  Seconds quick_failure{10};
  Seconds grace{10};  // from SIGTERM to SIGKILL
  Seconds kill_bound{
      60};  // after SIGKILL: how long the tree may take to empty before it is given up
  // Absolute; removed when the program dies before the tree was emptied (the background's script).
  // "": nothing.
  std::string remove_on_death;
  // Where anything but `automatic` cannot be had launch() fails.
  TreeMethod method = TreeMethod::automatic;
};

// The training's life `number` (from 1) has begun: exec succeeded.
struct TrainingStarted {
  int number = 1;
  pid_t pid = 0;
  Instant at;
};

// It ended, or could not be started (`start_error`). What it left behind is still in the tree. A
// training that ends because the tree is being stopped is reported too, before TreeEmptied.
struct TrainingEnded {
  int number = 1;
  Instant at;
  ExitStatus status;
  std::string start_error;
  bool out_of_memory = false;  // the kernel's OOM killer was seen in its cgroup
};

// The loop gave up: too many quick failures in a row.
struct LoopGaveUp {
  int failures = 0;
};

// The tree was asked to empty and has (or gave up: record.survivors). The keeper has exited.
struct TreeEmptied {
  StopRecord record;
};

// The keeper died without saying so. The program has killed what was left of the tree.
struct KeeperDied {
  std::string how;
  StopRecord record;
};

using TreeReport =
    std::variant<TrainingStarted, TrainingEnded, LoopGaveUp, TreeEmptied, KeeperDied>;

// Main thread only. Destroying a tree that has not been emptied kills it without grace and waits
// for that, bounded by kill_bound.
class Tree {
 public:
  // Starts the keeper and, through it, the training. A training that cannot be executed is no error
  // here: it comes as TrainingEnded with its start_error.
  static Result<std::unique_ptr<Tree>> launch(const TreeSpec& spec);
  virtual ~Tree() = default;

  // Readable (poll) when a report waits.
  virtual int report_fd() const = 0;
  // All that have come; does not block. After TreeEmptied or KeeperDied nothing more comes.
  virtual std::vector<TreeReport> take_reports() = 0;

  // SIGTERM to every process of the tree, after `grace` SIGKILL; TreeEmptied follows. A training
  // that had not begun yet is not started, and nothing else is reported of it. Calling it again, or
  // kill_now(), shortens the grace to nothing for kill_now() and changes nothing otherwise.
  virtual void stop() = 0;
  virtual void kill_now() = 0;

  // For a keeper that does not answer (stopped, hung): kills it and, as its subreaper, all that was
  // under it, within kill_bound. No more reports come. REQUIRES: !emptied().
  virtual KeeperDied abandon() = 0;

  virtual bool emptied() const = 0;
  virtual const ProcessIdentity& identity() const = 0;
  // Whether a pid (in this program's PID namespace) belongs to the tree now.
  virtual bool contains(pid_t pid) const = 0;
};

// Which of the ways to empty a tree this machine allows, for people: "cgroup.kill in /sys/…",
// "cgroup freezer in /sys/…", "pid namespace", "subreaper sweep".
std::string tree_method();

// An error where `wanted` cannot be had here. Main thread.
Status tree_method_allowed(TreeMethod wanted);

}  // namespace mutation
