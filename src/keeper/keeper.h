// The keeper itself: one poll loop over the program's commands, the ends of children and deadlines.
// Starts the training, again where asked, and empties the tree when told to or when the program is
// gone. Single-threaded; measures nothing and judges nothing.
#pragma once

#include <optional>

#include "base/clock.h"
#include "keeper/life.h"
#include "keeper/messages.h"
#include "keeper/population.h"
#include "keeper/program_link.h"
#include "os/pidfd.h"
#include "os/signals.h"

namespace mutation {

class Keeper {
 public:
  // `child_ended` delivers SIGCHLD.
  Keeper(KeeperSpec spec, ProgramLink program, SignalFd child_ended, std::optional<Cgroup> cgroup);

  // Until the tree was emptied, or given up.
  void run();

 private:
  enum class State {
    running,      // a life of the training
    cleaning,     // loop: killing what a life left behind
    delaying,     // loop: until the next life
    waiting,      // the training is over: for the stop
    terminating,  // SIGTERM was sent: for the end or the end of the grace
    killing,      // SIGKILL was sent: for the end or the bound
    done
  };

  void begin_life();
  void could_not_begin(const Error& error);
  void wait();
  std::optional<BootTime> next_deadline() const;
  void take_commands();
  void take_ends();
  std::optional<ProcessEnd> end_of_training(const std::vector<Reaped>& reaped) const;
  void training_ended(const ProcessEnd& end);
  void life_is_over(const Instant& at, bool quick_failure);
  void begin_cleaning();
  void end_cleaning();
  void begin_stop();
  void begin_kill();
  void kill_again_if_due(BootTime now);
  void advance();
  void finish();
  bool out_of_memory_since_last();

  const KeeperSpec spec_;
  TreeMethod method_;
  ProgramLink program_;
  SignalFd child_ended_;
  Population population_;

  State state_ = State::delaying;
  bool program_gone_ = false;
  std::optional<Life> life_;
  int lives_ = 0;
  int quick_failures_ = 0;
  int oom_kills_ = 0;
  BootTime restart_at_{};
  BootTime stop_began_{};
  BootTime grace_ends_{};
  BootTime kill_gives_up_{};
  BootTime next_kill_round_{};
  Boottime::duration kill_pause_{};
};

}  // namespace mutation
