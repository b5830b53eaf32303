// What a monitor's reader threads bring, waited for but not for ever.
#pragma once

#include <chrono>
#include <thread>

#include "measure/monitor.h"

namespace mutation {

constexpr std::chrono::seconds kPatience{20};

// Drains until `enough`, and gives all that came.
template <typename Enough>
SampleBatch drained(Monitor& monitor, Enough enough) {
  SampleBatch all;
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (!enough(all) && std::chrono::steady_clock::now() < give_up) {
    SampleBatch batch = monitor.drain();
    all.readings.insert(all.readings.end(), batch.readings.begin(), batch.readings.end());
    all.failures.insert(all.failures.end(), batch.failures.begin(), batch.failures.end());
    all.processes.insert(all.processes.end(), batch.processes.begin(), batch.processes.end());
    std::this_thread::yield();
  }
  return all;
}

}  // namespace mutation
