#include "run/run_loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "os/foreign_zombies.h"
#include "run/disturbance.h"
#include "run/evidence.h"

namespace mutation {
namespace {

constexpr Seconds kLivePeriod{1};

void poll_once(std::vector<pollfd>& fds, Seconds at_most) {
  const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(at_most).count();
  const timespec timeout{nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
  // A signal that interrupts is no event: those that matter come through their descriptor.
  if (ppoll(fds.data(), fds.size(), &timeout, nullptr) < 0) {
    MUTATION_CHECK(errno == EINTR || errno == ENOMEM);
  }
}

Notice stop_notice(int signal) {
  switch (signal) {
    case SIGINT:
      return {Severity::warning, "interrupted: stopping the trainings",
              "press Ctrl-C again to kill them without grace"};
    case SIGUSR2:
      return {Severity::warning, "the time limit is near: stopping the trainings", ""};
    default:
      return {Severity::warning, "asked to terminate: stopping the trainings", ""};
  }
}

// Signals that change nothing: trainings must not go on without somebody who watches over them.
Notice notice_of(int signal) {
  if (signal == SIGHUP) {
    return {Severity::info, "the terminal was closed (SIGHUP): the session goes on without it",
            "`mutation status` shows how far it is"};
  }
  return {Severity::warning,
          "Ctrl-Z (SIGTSTP) does not stop the session: the trainings would go on "
          "with nobody watching over them",
          "Ctrl-C ends it; to have the terminal back, run it in tmux or with nohup … &"};
}

}  // namespace

RunLoop::RunLoop(const Clock& clock, Monitor& monitor, SignalFd& signals, EventSink& events)
    : clock_(clock),
      monitor_(monitor),
      signals_(signals),
      events_(events),
      observations_(monitor.instrumentation()) {}

void RunLoop::tell(EventBody body) {
  events_.on_event({now(), std::move(body)});
}

std::vector<TreeNews> RunLoop::turn(const std::vector<Tree*>& trees, Seconds at_most) {
  std::vector<pollfd> fds = {{signals_.fd(), POLLIN, 0}};
  for (const Tree* tree : trees) fds.push_back({tree->report_fd(), POLLIN, 0});
  const Seconds wait = std::clamp(at_most, Seconds(0), kTick);
  const Instant before = now();
  poll_once(fds, wait);
  look_at_the_clocks(before, wait);
  take_signals();
  std::vector<TreeNews> news;
  for (Tree* tree : trees) {
    for (TreeReport& report : tree->take_reports()) news.push_back({tree, std::move(report)});
  }
  // What foreign processes leave to a subreaper, and to the first process of a container.
  reap_foreign_zombies();
  take_samples();
  tell_live_sample();
  return news;
}

void RunLoop::write_samples_to(RunJournal* journal) {
  journal_ = journal;
  sample_write_error_.clear();
  disturbances_.clear();
}

void RunLoop::look_at_the_clocks(const Instant& before_wait, Seconds waited_for) {
  const Instant after = now();
  const auto found = disturbance(last_turn_.value_or(before_wait), before_wait, waited_for, after);
  last_turn_ = after;
  if (!found) return;
  disturbances_.push_back(found->text);
  tell(*found);
}

void RunLoop::take_samples() {
  const SampleBatch batch = monitor_.drain();
  if (batch.readings.empty() && batch.failures.empty() && batch.processes.empty() &&
      batch.process_failures.empty()) {
    return;
  }
  observations_.add(batch);
  if (!journal_) return;
  const Status written = journal_->append_samples(batch);
  if (!written && sample_write_error_.empty()) {
    sample_write_error_ = written.error().message;
    tell(Notice{Severity::error, "the readings could not be written: " + written.error().message,
                written.error().hint});
  }
}

void RunLoop::take_signals() {
  while (const auto taken = signals_.take()) {
    const int signal = *taken;
    if (signal == SIGHUP || signal == SIGTSTP) {
      tell(notice_of(signal));
    } else if (signal == SIGUSR1) {
      if (!last_run_requested_) {
        tell(Notice{Severity::warning, "asked to stop: this run is the last",
                    "`mutation stop --now` ends it, too"});
      }
      last_run_requested_ = true;
    } else if (stop_level_ == StopLevel::none) {
      stop_level_ = StopLevel::stop;
      stop_signal_ = signal;
      tell(stop_notice(signal));
    } else if (signal == SIGINT && stop_level_ == StopLevel::stop) {
      stop_level_ = StopLevel::stop_now;
      tell(Notice{Severity::warning, "interrupted again: killing the trainings without grace", ""});
    }
  }
}

void RunLoop::tell_live_sample() {
  const Instant at = now();
  if (live_.index == 0 || (last_live_ && elapsed(*last_live_, at) < kLivePeriod)) return;
  last_live_ = at;
  const GpuNow values = gpu_now(observations_, live_.gpus, at.monotonic);
  LiveSample sample{.index = live_.index,
                    .runs = live_.runs,
                    .kind = live_.kind,
                    .in_phase = elapsed(live_.phase_start, at),
                    .settles_in = live_.settles_in,
                    .settles_at = live_.settles_at,
                    .power = values.power,
                    .temperature = values.temperature,
                    .utilization_percent = values.utilization_percent};
  if (live_.minimum && *live_.minimum > sample.in_phase)
    sample.left = *live_.minimum - sample.in_phase;
  if (live_.expected_end) {
    sample.session_left = std::max(Seconds(0), Seconds(*live_.expected_end - at.boot));
  }
  const auto& devices = observations_.instrumentation().devices;
  for (const int gpu : live_.gpus) sample.devices.push_back(devices[size_t(gpu)].id);
  sample.simulated =
      std::ranges::any_of(live_.gpus, [&](int gpu) { return devices[size_t(gpu)].simulated; });
  tell(sample);
}

}  // namespace mutation
