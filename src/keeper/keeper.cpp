#include "keeper/keeper.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "keeper/sweep.h"
#include "os/namespaces.h"
#include "os/poll.h"

namespace mutation {
namespace {

using std::chrono::milliseconds;

// The ends of children wake the keeper; the pauses are for what no signal tells of.
constexpr Boottime::duration kShortestKillPause = milliseconds(1);
constexpr Boottime::duration kLongestKillPause = milliseconds(50);
constexpr Seconds kLongestWait{1e9};  // what a clock in nanoseconds can hold

BootTime after(BootTime from, Seconds time) {
  const Seconds bounded = std::clamp(time, Seconds(0), kLongestWait);
  return from + std::chrono::duration_cast<Boottime::duration>(bounded);
}

bool has_failed(const ProcessEnd& end) {
  return end.code != std::optional<int>(0);
}

bool is_readable(const UniqueFd& fd) {
  pollfd state{.fd = fd.get(), .events = POLLIN, .revents = 0};
  return ::poll(&state, 1, 0) > 0;
}

}  // namespace

Keeper::Keeper(KeeperSpec spec, ProgramLink program, SignalFd child_ended,
               std::optional<Cgroup> cgroup)
    : spec_(std::move(spec)),
      method_(spec_.tree.method),
      program_(std::move(program)),
      child_ended_(std::move(child_ended)),
      population_(std::move(cgroup)) {}

void Keeper::run() {
  take_commands();
  while (state_ != State::done) {
    advance();
    if (state_ == State::done) break;
    wait();
    take_commands();
    take_ends();
  }
}

void Keeper::begin_life() {
  Result<Life> life = start_life(spec_.tree, ++lives_, &method_, &population_);
  if (!life) return could_not_begin(life.error());
  life_ = std::move(*life);
  state_ = State::running;
  program_.send(TrainingStarted{.number = lives_, .pid = life_->pid, .at = life_->start});
}

void Keeper::could_not_begin(const Error& error) {
  const Instant now = SystemClock().now();
  program_.send(TrainingEnded{.number = lives_, .at = now, .start_error = to_text(error)});
  life_is_over(now, true);
}

void Keeper::wait() {
  const short socket_events = program_.has_backlog() ? POLLIN | POLLOUT : POLLIN;
  const int namespace_end = life_ && life_->end.valid() ? life_->end.get() : -1;
  std::array<pollfd, 3> events = {{{program_.fd(), program_gone_ ? short{0} : socket_events, 0},
                                   {child_ended_.fd(), POLLIN, 0},
                                   {namespace_end, POLLIN, 0}}};
  // A hung-up socket would wake us for ever.
  if (program_gone_) events[0].fd = -1;
  poll_until(events, next_deadline());
  program_.flush();
}

std::optional<BootTime> Keeper::next_deadline() const {
  switch (state_) {
    case State::delaying:
      return restart_at_;
    case State::terminating:
      return grace_ends_;
    case State::cleaning:
    case State::killing:
      return std::min(next_kill_round_, kill_gives_up_);
    case State::running:
    case State::waiting:
    case State::done:
      return std::nullopt;
  }
  return std::nullopt;
}

void Keeper::take_commands() {
  while (!program_gone_) {
    switch (program_.hear()) {
      case Heard::nothing:
        return;
      case Heard::stop:
        if (state_ != State::terminating && state_ != State::killing) begin_stop();
        break;
      case Heard::kill:
        if (state_ != State::killing) begin_kill();
        break;
      case Heard::program_gone:
        program_gone_ = true;
        if (state_ != State::killing) begin_kill();
        break;
    }
  }
}

void Keeper::take_ends() {
  while (child_ended_.take()) {
  }
  const std::vector<Reaped> reaped = population_.reap();
  const bool killing = state_ == State::killing || state_ == State::cleaning;
  if (killing && !population_.empty()) population_.kill_successors_of(reaped);
  if (const std::optional<ProcessEnd> end = end_of_training(reaped)) training_ended(*end);
}

std::optional<ProcessEnd> Keeper::end_of_training(const std::vector<Reaped>& reaped) const {
  if (!life_) return std::nullopt;
  if (life_->end.valid()) {
    if (!is_readable(life_->end)) return std::nullopt;
    return take_end(life_->end);
  }
  for (const Reaped& process : reaped) {
    if (process.pid == life_->pid) return process.end;
  }
  return std::nullopt;
}

void Keeper::training_ended(const ProcessEnd& end) {
  const Instant now = SystemClock().now();
  const bool quick = now.boot < after(life_->start.boot, spec_.tree.quick_failure);
  life_.reset();
  program_.send(TrainingEnded{.number = lives_,
                              .at = now,
                              .status = {.code = end.code, .signal = end.signal},
                              .out_of_memory = out_of_memory_since_last()});
  life_is_over(now, quick && has_failed(end));
}

void Keeper::life_is_over(const Instant& at, bool quick_failure) {
  quick_failures_ = quick_failure ? quick_failures_ + 1 : 0;
  restart_at_ = after(at.boot, spec_.tree.restart_delay);
  if (state_ != State::running && state_ != State::delaying) return;
  state_ = State::waiting;
  if (spec_.tree.loop) begin_cleaning();
}

void Keeper::begin_cleaning() {
  if (population_.empty()) return end_cleaning();
  begin_kill();
  state_ = State::cleaning;
}

void Keeper::end_cleaning() {
  const bool stuck = !population_.empty();
  if (!stuck && quick_failures_ < spec_.tree.quick_failures_allowed) {
    state_ = State::delaying;
    return;
  }
  state_ = State::waiting;
  program_.send(LoopGaveUp{.failures = quick_failures_});
}

void Keeper::begin_stop() {
  stop_began_ = Boottime::now();
  grace_ends_ = after(stop_began_, spec_.tree.grace);
  population_.begin_killing();
  state_ = State::terminating;
  if (!population_.empty()) population_.terminate();
}

void Keeper::begin_kill() {
  const BootTime now = Boottime::now();
  if (state_ != State::terminating) stop_began_ = now;
  kill_gives_up_ = after(now, spec_.tree.kill_bound);
  kill_pause_ = kShortestKillPause;
  next_kill_round_ = now;
  population_.begin_killing();
  state_ = State::killing;
}

void Keeper::kill_again_if_due(BootTime now) {
  if (now < next_kill_round_) return;
  population_.kill_round();
  // What a round costs is taken from those that are just dying.
  const BootTime done = Boottime::now();
  next_kill_round_ = done + std::max(kill_pause_, 2 * (done - now));
  kill_pause_ = std::min(2 * kill_pause_, kLongestKillPause);
}

void Keeper::advance() {
  const BootTime now = Boottime::now();
  switch (state_) {
    case State::delaying:
      if (now >= restart_at_) begin_life();
      return;
    case State::cleaning:
      if (population_.empty() || now >= kill_gives_up_) return end_cleaning();
      return kill_again_if_due(now);
    case State::terminating:
      if (population_.empty()) return finish();
      if (now >= grace_ends_) begin_kill();
      return;
    case State::killing:
      if (population_.empty()) return finish();
      kill_again_if_due(now);
      if (now >= kill_gives_up_) finish();
      return;
    case State::running:
    case State::waiting:
    case State::done:
      return;
  }
}

void Keeper::finish() {
  StopRecord record{.tree = spec_.tree.name,
                    .method = method_name(method_),
                    .seen = population_.seen(),
                    .terminated = population_.terminated(),
                    .killed = population_.killed(),
                    .took = Boottime::now() - stop_began_};
  if (!population_.empty()) {
    const std::vector<ProcessStat> survivors = population_.alive();
    record.survivors = std::max(1, static_cast<int>(survivors.size()));
    record.survivor_processes = described_survivors(survivors);
  } else if (population_.cgroup()) {
    (void)population_.cgroup()->remove();
  }
  if (program_gone_) {
    if (!spec_.tree.remove_on_death.empty()) unlink(spec_.tree.remove_on_death.c_str());
  } else {
    program_.send(TreeEmptied{record});
    program_.flush_until(after(Boottime::now(), spec_.tree.kill_bound));
  }
  state_ = State::done;
}

bool Keeper::out_of_memory_since_last() {
  if (!population_.cgroup()) return false;
  const int before = oom_kills_;
  oom_kills_ = population_.cgroup()->oom_kills();
  return oom_kills_ > before;
}

}  // namespace mutation
