#include "run/run_loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <cmath>
#include <utility>

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
  poll_once(fds, std::clamp(at_most, Seconds(0), kTick));
  take_signals();
  std::vector<TreeNews> news;
  for (Tree* tree : trees) {
    for (TreeReport& report : tree->take_reports()) news.push_back({tree, std::move(report)});
  }
  take_samples();
  tell_live_sample();
  return news;
}

void RunLoop::write_samples_to(RunJournal* journal) {
  journal_ = journal;
  sample_write_error_.clear();
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
    if (signal != SIGINT && signal != SIGTERM) continue;
    if (stop_level_ == StopLevel::none) {
      stop_level_ = StopLevel::stop;
      stop_signal_ = signal;
      tell(Notice{Severity::warning,
                  signal == SIGINT ? "interrupted: stopping the trainings"
                                   : "asked to terminate: stopping the trainings",
                  signal == SIGINT ? "press Ctrl-C again to kill them without grace" : ""});
    } else if (signal == SIGINT) {
      stop_level_ = StopLevel::stop_now;
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
                    .power = values.power,
                    .temperature = values.temperature,
                    .utilization_percent = values.utilization_percent};
  if (live_.minimum && *live_.minimum > sample.in_phase)
    sample.left = *live_.minimum - sample.in_phase;
  if (live_.expected_end) {
    sample.session_left = std::max(Seconds(0), Seconds(*live_.expected_end - at.boot));
  }
  const auto& devices = observations_.instrumentation().devices;
  sample.simulated =
      std::ranges::any_of(live_.gpus, [&](int gpu) { return devices[size_t(gpu)].simulated; });
  tell(sample);
}

}  // namespace mutation
