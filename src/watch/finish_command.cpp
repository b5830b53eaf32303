#include "watch/finish_command.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "base/clock.h"
#include "base/text.h"
#include "keeper/tree.h"
#include "os/poll.h"
#include "os/sealed_memory.h"

namespace mutation {
namespace {

constexpr Seconds kGrace{2};
constexpr Seconds kKillBound{10};
// A keeper tells of a tree's end within the bound, or does not answer any more.
constexpr Seconds kKeeperAnswers{5};

BootTime in(Seconds time) {
  return Boottime::now() + std::chrono::duration_cast<Boottime::duration>(time);
}

class Running {
 public:
  Running(Tree& tree, SignalFd& signals, Seconds limit)
      : tree_(tree), signals_(signals), deadline_(in(limit)) {}

  void wait() {
    while (!tree_.emptied()) {
      std::array<pollfd, 2> waiting = {
          {{tree_.report_fd(), POLLIN, 0}, {signals_.fd(), POLLIN, 0}}};
      poll_until(waiting, deadline_);
      for (const TreeReport& report : tree_.take_reports()) take(report);
      take_signals();
      if (!tree_.emptied() && Boottime::now() >= deadline_) too_late();
    }
  }

  // "" where it ended well.
  std::string what_went_wrong(Seconds limit) const {
    if (!start_error_.empty()) return start_error_;
    if (interrupted_) return "it was killed: the program was asked to end";
    if (timed_out_) return "it was killed after " + human_duration(limit);
    if (status_.code == 0) return "";
    return "it ended with " + to_text(status_);
  }

 private:
  void take(const TreeReport& report) {
    const auto* const ended = std::get_if<TrainingEnded>(&report);
    if (!ended) return;
    status_ = ended->status;
    start_error_ = ended->start_error;
    ended_ = true;
    empty(false);
  }
  void take_signals() {
    while (const auto signal = signals_.take()) {
      if (*signal != SIGINT && *signal != SIGTERM) continue;
      interrupted_ = !ended_;
      empty(true);
    }
  }
  void empty(bool now) {
    now ? tree_.kill_now() : tree_.stop();
    deadline_ = in(kGrace + kKillBound + kKeeperAnswers);
    emptying_ = true;
  }
  void too_late() {
    if (emptying_) {
      (void)tree_.abandon();
    } else {
      timed_out_ = true;
      empty(true);
    }
  }

  Tree& tree_;
  SignalFd& signals_;
  BootTime deadline_;
  bool emptying_ = false;
  bool ended_ = false;
  bool timed_out_ = false;
  bool interrupted_ = false;
  ExitStatus status_;
  std::string start_error_;
};

}  // namespace

Status run_finish_command(const FinishCommand& command, SignalFd& signals) {
  const std::string doing = "run the " + command.name + " command " + shell_quoted(command.argv);
  const Result<UniqueFd> input = make_sealed_memory("mutation-summary", command.input);
  if (!input) return with_context(doing, input.error());
  // It was written, and is read by the same descriptor.
  if (lseek(input->get(), 0, SEEK_SET) != 0) return errno_error(doing, errno);
  const TreeSpec spec{
      .name = command.name,
      .run_id = command.session,
      .argv = command.argv,
      .directory = command.directory,
      .environment = command.environment,
      .streams =
          TreeStreams{.input = input->get(), .output = STDERR_FILENO, .errors = STDERR_FILENO},
      .grace = kGrace,
      .kill_bound = kKillBound};
  const auto tree = Tree::launch(spec);
  if (!tree) return with_context(doing, tree.error());
  Running running(**tree, signals, command.time_limit);
  running.wait();
  const std::string wrong = running.what_went_wrong(command.time_limit);
  if (wrong.empty()) return {};
  return Error{doing + ": " + wrong, "the session and its records are not touched by this"};
}

}  // namespace mutation
