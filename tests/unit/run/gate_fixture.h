// A gate on made-up readings, for the tests of the gate.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>

#include "run/gate.h"
#include "unit/run/made_up.h"

namespace mutation {

class GateTest : public testing::Test {
 protected:
  static GateOptions options(double minimum, double maximum) {
    return {.minimum = Seconds(minimum),
            .maximum = Seconds(maximum),
            .minimum_from = "cooling_seconds",
            .gpus = {0}};
  }
  static CoolingGate gate(double minimum, double maximum,
                          std::optional<Watts> idle = std::nullopt) {
    GateOptions asked = options(minimum, maximum);
    asked.known.idle_power = idle;
    return CoolingGate(asked, made_up::at(100));
  }
  // Temperature by Newton's law from `start` at the gate's begin, and idle power.
  void cool(double start, double rest, double time_constant) {
    temperature_ = [=](double since) {
      return rest + (start - rest) * std::exp(-std::max(0.0, since) / time_constant);
    };
  }
  // Asks each half second until `until`, on the gate's own time; when it was over, else -1.
  double over_at(CoolingGate& gate, double until, const std::string& busy = "") {
    for (double time = -10; time <= until; time += 0.5) {
      SampleBatch batch;
      if (temperature_) {
        batch.readings.push_back(
            {made_up::kTemperature, made_up::mono(100 + time), temperature_(time)});
      }
      batch.readings.push_back({made_up::kPower, made_up::mono(100 + time), 30});
      seen_.add(batch);
      if (time >= 0 && gate.check(made_up::at(100 + time), seen_, busy)) return time;
    }
    return -1;
  }
  std::function<double(double)> temperature_;
  Instrumentation instruments_ = made_up::gpus(1);
  Observations seen_{instruments_};
};

}  // namespace mutation
