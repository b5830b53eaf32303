#include "control/cpu_work.h"

#include <sched.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>
#include <vector>

namespace mutation {
namespace {

constexpr int kStepsOfRound = 1024;  // some microseconds

// Whole numbers and floating point in turn, each step on what the one before it gave.
std::uint64_t work_on_one(std::uint64_t seed, std::uint64_t rounds) {
  std::uint64_t bits = seed * 0x9E3779B97F4A7C15ULL + 1;
  double value = 1.0 + static_cast<double>(seed);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    for (int step = 0; step < kStepsOfRound; ++step) {
      bits ^= bits << 13;
      bits ^= bits >> 7;
      bits ^= bits << 17;
      value = value * 0.75 + static_cast<double>(bits >> 40) * 0x1p-24;
    }
  }
  std::uint64_t result = 0;
  std::memcpy(&result, &value, sizeof result);
  return bits ^ result;
}

}  // namespace

int allowed_cpus() {
  // More than 1,024 CPUs need a larger set.
  for (int most = CPU_SETSIZE; most <= 1 << 16; most *= 2) {
    cpu_set_t* const set = CPU_ALLOC(most);
    const size_t size = CPU_ALLOC_SIZE(most);
    const bool known = set && sched_getaffinity(0, size, set) == 0;
    const int count = known ? CPU_COUNT_S(size, set) : 0;
    if (set) CPU_FREE(set);
    if (known) return std::max(1, count);
  }
  return 1;
}

std::uint64_t do_cpu_work(std::uint64_t rounds) {
  const int cpus = allowed_cpus();
  std::vector<std::uint64_t> results(size_t(cpus), 0);
  std::vector<std::thread> threads;
  for (int cpu = 1; cpu < cpus; ++cpu) {
    threads.emplace_back([&results, cpu, rounds] {
      results[size_t(cpu)] = work_on_one(std::uint64_t(cpu), rounds);
    });
  }
  results[0] = work_on_one(0, rounds);
  for (std::thread& thread : threads) thread.join();
  std::uint64_t checksum = 0;
  for (const std::uint64_t result : results) checksum = checksum * 31 + result;
  // So that it is a whole number for every reader of logs.
  return checksum >> 12;
}

double cpu_rounds_per_second(Seconds time) {
  using Steady = std::chrono::steady_clock;
  std::uint64_t rounds = 64;
  // Twice as much until half of the time is over: the last one is long enough to go by.
  for (Seconds spent{0};; rounds *= 2) {
    const auto start = Steady::now();
    (void)do_cpu_work(rounds);
    const Seconds took = Steady::now() - start;
    spent += took;
    if (spent >= time / 2 && took.count() > 0) return std::max(1.0, double(rounds) / took.count());
  }
}

}  // namespace mutation
