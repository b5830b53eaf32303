// What can go wrong with a library as a whole, when it is opened and after: it says why, or does
// without what is lost; nothing ever gives a value that was not read.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "measure/monitor.h"
#include "unit/measure/fake_nvml.h"
#include "unit/measure/library_without.h"

namespace mutation {
namespace {

using testing::HasSubstr;

constexpr const char* kTwo =
    "device GPU-a 0:1:0 300 8.0 A\ndevice GPU-b 0:2:0 300 8.0 B\nat 0 all power 100\n";

class InitFails : public testing::TestWithParam<int> {};

TEST_P(InitFails, AndItsReasonIsTold) {
  const FakeNvml fake(kTwo + fmt::format("at 0 all error nvmlInit {}\n", GetParam()));
  const auto source = fake.open();
  ASSERT_FALSE(source.ok());
  EXPECT_THAT(source.error().message, HasSubstr(fmt::format("({})", GetParam())));
  EXPECT_THAT(source.error().hint, HasSubstr("NVIDIA driver"));
}

// No permission, driver not loaded, interrupts, library not there, GPU lost, operating system,
// version of library and kernel module differ, memory, a number that there is not, unknown.
INSTANTIATE_TEST_SUITE_P(Codes, InitFails, testing::Values(4, 9, 11, 12, 15, 17, 18, 20, 77, 999));

class RequiredSymbols : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(RequiredSymbols, AreNamedWhenTheyAreMissing) {
  const FakeNvml fake(kTwo);
  const FileTree place;
  const auto source = fake.open(library_without(place, GetParam()));
  ASSERT_FALSE(source.ok());
  EXPECT_THAT(source.error().message,
              HasSubstr("has no " + GetParam().front() + ": too old, or not NVIDIA's library"));
}

using Symbols = std::vector<std::string>;
INSTANTIATE_TEST_SUITE_P(
    Of, RequiredSymbols,
    testing::Values(Symbols{"nvmlInit_v2", "nvmlInit"}, Symbols{"nvmlShutdown"},
                    Symbols{"nvmlDeviceGetCount_v2", "nvmlDeviceGetCount"},
                    Symbols{"nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetHandleByIndex"},
                    Symbols{"nvmlDeviceGetUUID"}));

class NotALibrary : public testing::TestWithParam<const char*> {};

TEST_P(NotALibrary, IsRefused) {
  const FileTree place;
  place.write("/libnvidia-ml.so.1", GetParam());
  const auto source = NvmlSource::open(place.path("/libnvidia-ml.so.1"), "/");
  ASSERT_FALSE(source.ok());
  EXPECT_THAT(source.error().message, HasSubstr("no NVIDIA driver library"));
}

INSTANTIATE_TEST_SUITE_P(Content, NotALibrary, testing::Values("", "text", "\177ELF"));

struct Devices {
  const char* name;
  const char* changes;
  std::vector<std::string> found;
  const char* reason;
};

class LostDevices : public testing::TestWithParam<Devices> {};

TEST_P(LostDevices, HideNoOther) {
  const FakeNvml fake(std::string(kTwo) + GetParam().changes);
  const auto source = fake.open();
  ASSERT_TRUE(source.ok()) << to_text(source.error());
  std::vector<std::string> found;
  for (const Device& device : (*source)->instrumentation().devices) found.push_back(device.id);
  EXPECT_EQ(found, GetParam().found);
  EXPECT_THAT(absence(**source, "GPU 0 of the driver"), HasSubstr(GetParam().reason));
  EXPECT_EQ(read_now(**source, 0, Quantity::power), "100.000000");
}

INSTANTIATE_TEST_SUITE_P(
    Of, LostDevices,
    testing::Values(
        Devices{"lost", "at 0 0 error nvmlDeviceGetHandleByIndex 15\n", {"GPU-b"}, "LOST"},
        Devices{"denied", "at 0 0 error nvmlDeviceGetHandleByIndex 4\n", {"GPU-b"}, "PERMISSION"},
        Devices{"power", "at 0 0 error nvmlDeviceGetHandleByIndex 8\n", {"GPU-b"}, "POWER"},
        Devices{"no_uuid", "at 0 0 error nvmlDeviceGetUUID 15\n", {"GPU-b"}, "UUID"},
        Devices{"odd_uuid", "at 0 0 error nvmlDeviceGetUUID 7\n", {"GPU-b"}, "UUID"}));

TEST(NoDevices, IsAnErrorWithEveryReason) {
  const FakeNvml fake(std::string(kTwo) + "at 0 all error nvmlDeviceGetUUID 15\n");
  const auto source = fake.open();
  ASSERT_FALSE(source.ok());
  EXPECT_THAT(source.error().message, HasSubstr("GPU 0 of the driver: nvmlDeviceGetUUID"));
  EXPECT_THAT(source.error().message, HasSubstr("GPU 1 of the driver: nvmlDeviceGetUUID"));
}

TEST(NoDevices, CountedIsAnErrorToo) {
  const FakeNvml fake(std::string(kTwo) + "at 0 all error nvmlDeviceGetCount 999\n");
  const auto source = fake.open();
  ASSERT_FALSE(source.ok());
  EXPECT_THAT(source.error().message, HasSubstr("nvmlDeviceGetCount: NVML_ERROR_UNKNOWN (999)"));
}

// The odd but possible: such readings are values; what they mean for energy is found elsewhere.
struct Odd {
  const char* name;
  const char* changes;  // at 5 s
  Quantity quantity;
  const char* at_10_seconds;
};

class OddReadings : public testing::TestWithParam<Odd> {};

TEST_P(OddReadings, AreGivenAsTheyAre) {
  const FakeNvml fake(std::string(kTwo) + "at 0 0 power ramp 0.5 100 0.5\n" + GetParam().changes);
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  fake.set_time("10");
  EXPECT_EQ(read_now(**source, 0, GetParam().quantity), GetParam().at_10_seconds);
  EXPECT_EQ(read_now(**source, 1, Quantity::power), "100.000000");
  EXPECT_EQ(read_now(**source, 1, Quantity::energy), "1000.000000");
}

INSTANTIATE_TEST_SUITE_P(
    Of, OddReadings,
    testing::Values(
        Odd{"frozen_sensor", "at 5 0 sensor frozen\nat 6 0 power 200\n", Quantity::power,
            "100.000000"},
        Odd{"frozen_counter", "at 5 0 counter frozen\n", Quantity::energy, "475.125000"},
        Odd{"reset_counter", "at 5 0 energy 0\n", Quantity::energy, "500.000000"},
        Odd{"counter_that_goes_back", "at 5 0 energy 100\nat 9 0 energy 50\n", Quantity::energy,
            "150.000000"},
        Odd{"counter_that_jumps", "at 5 0 energy 1000000\n", Quantity::energy, "1000500.000000"},
        Odd{"counter_that_wraps", "at 0 0 counter wraps 300\n", Quantity::energy, "75.125000"},
        Odd{"constant_counter", "at 0 0 counter raw 7000\n", Quantity::energy, "7.000000"},
        Odd{"slow_sensor", "at 0 0 sensor update 6\nat 7 0 power 200\n", Quantity::power,
            "100.000000"}));

TEST(ProcessLists, ThatGrowWhileTheyAreReadAreFailuresNotEmptyLists) {
  std::string many;
  for (int i = 0; i < 5000; ++i) many += " 4711:1";
  const FakeNvml fake(std::string(kTwo) + "at 0 all processes 4711:1\nat 5 0 processes" + many +
                      "\nat 6 0 error nvmlDeviceGetComputeRunningProcesses 7\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  fake.set_time("5");
  SampleBatch batch;
  (*source)->read(Rate::processes, batch);
  ASSERT_EQ(batch.processes.size(), 2u);
  EXPECT_EQ(batch.processes[0].processes.size(), 5000u);
  fake.set_time("6");  // it is never large enough
  batch = {};
  (*source)->read(Rate::processes, batch);
  ASSERT_EQ(batch.processes.size(), 1u);
  EXPECT_EQ(batch.processes[0].device, 1);
  ASSERT_EQ(batch.process_failures.size(), 1u);
  EXPECT_THAT(batch.process_failures[0].reason, HasSubstr("INSUFFICIENT_SIZE"));
}

// Whatever call it is: the gap has its reason, and all goes on when it comes back.
class HangingCalls : public testing::TestWithParam<const char*> {};

TEST_P(HangingCalls, LeaveAGapThatEndsWhenTheyComeBack) {
  const FakeNvml fake(std::string(kTwo) + "at 0 all power_fields on\nat 0 all processes 4711:1\n" +
                      fmt::format("at 1 all hang {0}\nat 2 all continue {0}\n", GetParam()));
  auto monitor = Monitor::open(
      {.gpu = GpuChoice::nvml, .nvml_library = FAKE_NVML, .root = fake.tree().root()});
  ASSERT_TRUE(monitor.ok()) << to_text(monitor.error());
  ASSERT_TRUE((*monitor)->start().ok());
  fake.set_time("1");
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  SampleBatch batch;
  while (batch.failures.empty() && std::chrono::steady_clock::now() < give_up) {
    batch = (*monitor)->drain();
    std::this_thread::yield();
  }
  ASSERT_FALSE(batch.failures.empty());
  EXPECT_THAT(batch.failures[0].reason, HasSubstr("nvml has not answered for"));
  fake.set_time("2");
  while (batch.readings.empty() && std::chrono::steady_clock::now() < give_up) {
    batch = (*monitor)->drain();
    std::this_thread::yield();
  }
  EXPECT_FALSE(batch.readings.empty());
}

INSTANTIATE_TEST_SUITE_P(Of, HangingCalls,
                         testing::Values("nvmlDeviceGetTotalEnergyConsumption",
                                         "nvmlDeviceGetFieldValues", "nvmlEventSetWait",
                                         "nvmlDeviceGetProcessUtilization"));

}  // namespace
}  // namespace mutation
