// Which readings a run's pictures have where there is little room.
#include "report/timeline.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/record/samples.h"

namespace mutation {
namespace {

std::string series_of(const PageDetail& detail) {
  const auto channel = [](const char* device, Quantity quantity) {
    ThinnedChannel one;
    one.device = device;
    one.quantity = to_text(quantity);
    one.trace.buckets = {{.number = 0, .low = 4, .high = 4, .mean = 4, .readings = 1}};
    return one;
  };
  const ThinnedAttempt attempt{
      at(0).utc,
      {channel("SIM-0", Quantity::power), channel("SIM-0", Quantity::memory_clock),
       channel("SIM-0", Quantity::throttle_reasons), channel("SIM-1", Quantity::throttle_reasons),
       channel("package-0", Quantity::power)}};
  const Instrumentation all = sample_instrumentation();
  const Json timeline = timeline_json(attempt, {all, {0}}, detail);
  std::string names;
  for (const Json& series : timeline["series"])
    names +=
        series["device"].get<std::string>() + " " + series["quantity"].get<std::string>() + "\n";
  return names;
}

TEST(Timeline, TellsOfThrottlingHoweverLittleRoomThereIs) {
  EXPECT_EQ(series_of({.all_series = true}),
            "SIM-0 power\nSIM-0 memory_clock\nSIM-0 throttle_reasons\nSIM-1 throttle_reasons\n"
            "package-0 power\n");
  EXPECT_EQ(series_of({.all_series = false}), "SIM-0 power\nSIM-0 throttle_reasons\n");
}

}  // namespace
}  // namespace mutation
