// Calls into drivers that may never come back, bounded.
#include "measure/open_within.h"

#include <gtest/gtest.h>

#include <vector>

#include "unit/measure/scripted_source.h"

namespace mutation {
namespace {

using namespace std::chrono_literals;

TEST(OpenWithin, GivesWhatWasOpenedOrItsError) {
  const auto opened = open_within(
      kPatience, "gpu", [] { return Result(scripted("gpu", DeviceKind::gpu, always(1))); });
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ((*opened)->name(), "gpu");
  const auto failed = open_within(kPatience, "gpu", []() -> Result<std::unique_ptr<PowerSource>> {
    return Error{"no driver", {}};
  });
  EXPECT_EQ(failed.error().message, "no driver");
}

TEST(OpenWithin, GivesUpOnWhatHangs) {
  const auto released = std::make_shared<Event>();
  const auto gone = std::make_shared<Event>();
  const auto opened = open_within(10ms, "NVML", [released, gone] {
    released->wait();
    return Result(scripted("gpu", DeviceKind::gpu, always(1), gone));
  });
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().message, "NVML did not answer within 0 s");
  released->happen();
  EXPECT_TRUE(gone->wait());
}

TEST(DoneWithin, GivesUpOnAListThatHangs) {
  const auto released = std::make_shared<Event>();
  const auto found = done_within<std::vector<int>>(10ms, "the list of power meters", [released] {
    released->wait();
    return std::vector<int>{1};
  });
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().message, "the list of power meters did not answer within 0 s");
  released->happen();
}

}  // namespace
}  // namespace mutation
