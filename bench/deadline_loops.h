// Loops to compare a sampler with: what they have in common, and what is measured of each.
#pragma once

#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "measure/lateness.h"

namespace mutation {

inline constexpr std::chrono::milliseconds kPeriod{100};

// What a loop did. CPU times in all.
struct Cost {
  std::string name;
  std::uint64_t ticks = 0;
  Seconds cpu{0};
  Seconds sources{0};  // of it, in the sources' own calls
  Seconds p99{0};
  Seconds worst{0};
  std::optional<double> drift;  // of the grid of deadlines, as a share of the time
};

// Of the calling thread.
inline Seconds thread_cpu() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

inline Seconds of(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

// Times that something happened, each late of a tick of the period or just on it. Nothing is early,
// so the least lateness of the first ticks and that of the last show whether the grid has moved.
class Drift {
 public:
  void add(MonotonicTime at) { times_.push_back(at); }
  // As a share of the time between.
  std::optional<double> value() const {
    const size_t part = times_.size() / 4;
    if (part < 5) return std::nullopt;
    const Seconds first = least_lateness(0, part);
    const Seconds last = least_lateness(times_.size() - part, times_.size());
    return (last - first) / (times_[times_.size() - part] - times_.front());
  }

 private:
  Seconds least_lateness(size_t begin, size_t end) const {
    Seconds least{1e9};
    for (size_t i = begin; i < end; ++i) {
      const auto since = times_[i] - times_.front() + kPeriod / 2;
      least = std::min(least, Seconds(since % kPeriod - kPeriod / 2));
    }
    return least;
  }

  std::vector<MonotonicTime> times_;
};

// Waits for absolute deadlines and does `work` at each of them.
template <typename Work>
Cost deadline_loop(const std::string& name, MonotonicTime start, const std::atomic<bool>& stop,
                   Work work) {
  prctl(PR_SET_TIMERSLACK, 1UL);
  Cost cost{.name = name};
  Lateness lateness;
  Drift drift;
  const Seconds before = thread_cpu();
  for (MonotonicTime next = start; !stop; next += kPeriod) {
    const auto since = next.time_since_epoch().count();
    const timespec deadline{since / 1'000'000'000, since % 1'000'000'000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, nullptr) != 0) {
    }
    const MonotonicTime now = Monotonic::now();
    lateness.add(now - next);
    drift.add(now);
    work();
    ++cost.ticks;
  }
  cost.cpu = thread_cpu() - before;
  cost.p99 = lateness.quantile(0.99);
  cost.worst = lateness.worst();
  cost.drift = drift.value();
  return cost;
}

inline Cost empty_loop(const std::string& name, MonotonicTime start,
                       const std::atomic<bool>& stop) {
  return deadline_loop(name, start, stop, [] {});
}

// As the Python tool: a program per sample, here one that does nothing.
inline Cost process_loop(MonotonicTime start, const std::atomic<bool>& stop) {
  Seconds children{0};
  Cost cost = deadline_loop("a process per sample", start, stop, [&children] {
    char program[] = "/bin/true";
    char* const argv[] = {program, nullptr};
    pid_t child = 0;
    if (posix_spawn(&child, program, nullptr, nullptr, argv, environ) != 0) return;
    rusage used{};
    if (wait4(child, nullptr, 0, &used) == child) children += of(used.ru_utime) + of(used.ru_stime);
  });
  cost.cpu += children;
  return cost;
}

// As many threads as the machine has CPUs, each always busy.
class FullLoad {
 public:
  FullLoad() {
    for (long cpu = sysconf(_SC_NPROCESSORS_ONLN); cpu > 0; --cpu) {
      threads_.emplace_back([this] {
        while (!stop_.load(std::memory_order_relaxed)) {
        }
      });
    }
  }
  ~FullLoad() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace mutation
