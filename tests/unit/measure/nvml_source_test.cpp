// NVIDIA GPUs through a real shared object that plays the driver's part.
#include "measure/nvml_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/measure/fake_nvml.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// NVML's order is not the order on the bus.
constexpr const char* kTwoDevices =
    "driver 550.54.15\n"
    "device GPU-hopper 0000:3B:00 700 9.0 NVIDIA H200\n"
    "device GPU-ampere 0000:1A:00 300 8.0 NVIDIA A100 80GB\n";

TEST(Nvml, DescribesItsDevicesInPciOrder) {
  const FakeNvml fake(kTwoDevices);
  const auto source = fake.open();
  ASSERT_TRUE(source.ok()) << to_text(source.error());
  const std::vector<Device>& devices = (*source)->instrumentation().devices;
  ASSERT_EQ(devices.size(), 2u);
  EXPECT_EQ(devices[0].id, "GPU-ampere");
  EXPECT_EQ(devices[0].name, "NVIDIA A100 80GB");
  EXPECT_EQ(devices[0].index, 0);
  EXPECT_EQ(devices[0].pci_bus_id, "00000000:1A:00.0");
  EXPECT_EQ(devices[0].driver_version, "550.54.15");
  EXPECT_EQ(devices[0].power_limit, Watts{300});
  EXPECT_EQ(devices[0].kind, DeviceKind::gpu);
  EXPECT_FALSE(devices[0].simulated);
  EXPECT_EQ(devices[1].id, "GPU-hopper");
  EXPECT_EQ(devices[1].index, 1);
}

TEST(Nvml, ReadsEveryQuantityInItsUnit) {
  const FakeNvml fake(std::string(kTwoDevices) +
                      "at 0 1 power 61.25\nat 0 1 temperature 41\nat 0 1 memory_temperature 52\n"
                      "at 0 1 utilization 35 12\nat 0 1 clocks 1275 1593\nat 0 1 throttle 0x44\n"
                      "at 0 1 pstate 2\nat 0 1 energy 1234.5\n");
  const auto opened = fake.open();
  ASSERT_TRUE(opened.ok());
  PowerSource& source = **opened;
  EXPECT_EQ(read_now(source, 0, Quantity::power), "61.250000");
  EXPECT_EQ(read_now(source, 0, Quantity::energy), "1234.500000");
  EXPECT_EQ(read_now(source, 0, Quantity::temperature), "41.000000");
  EXPECT_EQ(read_now(source, 0, Quantity::memory_temperature), "52.000000");
  EXPECT_EQ(read_now(source, 0, Quantity::utilization), "35.000000");
  EXPECT_EQ(read_now(source, 0, Quantity::memory_utilization), "12.000000");
  EXPECT_EQ(read_now(source, 0, Quantity::sm_clock), "1275.000000");
  EXPECT_EQ(read_now(source, 0, Quantity::memory_clock), "1593.000000");
  EXPECT_EQ(read_now(source, 0, Quantity::throttle_reasons), "68.000000");
  EXPECT_EQ(read_now(source, 0, Quantity::performance_state), "2.000000");
}

TEST(Nvml, ReadsPowerAndCounterAtTheFastRateAndTheRestAtTheSlowOne) {
  const FakeNvml fake("device GPU-a 0:1:0 300 8.0 A\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  SampleBatch fast;
  (*source)->read(Rate::fast, fast);
  std::vector<Quantity> read;
  for (const Reading& reading : fast.readings)
    read.push_back(
        (*source)->instrumentation().channels[static_cast<size_t>(reading.channel)].quantity);
  EXPECT_THAT(read, ElementsAre(Quantity::power, Quantity::energy));
}

TEST(Nvml, SaysWhatKindOfPowerTheDeviceGives) {
  const FakeNvml fake(kTwoDevices);
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(source_of(**source, 0, Quantity::power), "nvmlDeviceGetPowerUsage (instantaneous)");
  EXPECT_EQ(source_of(**source, 1, Quantity::power), "nvmlDeviceGetPowerUsage (1 s average)");
}

TEST(Nvml, TheCounterIsTheIntegralOfThePower) {
  const FakeNvml fake("device GPU-a 0:1:0 300 8.0 A\nat 0 0 power 100\nat 2 0 power 50\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  fake.set_time("1");
  EXPECT_EQ(read_now(**source, 0, Quantity::energy), "100.000000");
  fake.set_time("4.05");  // moves each tenth of a second
  EXPECT_EQ(read_now(**source, 0, Quantity::energy), "300.000000");
}

TEST(Nvml, OffersNoChannelThatTheDeviceDoesNotSupport) {
  const FakeNvml fake(std::string(kTwoDevices) +
                      "at 0 0 missing nvmlDeviceGetTotalEnergyConsumption\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  EXPECT_TRUE(channel_of(**source, 0, Quantity::energy).has_value());
  EXPECT_FALSE(channel_of(**source, 1, Quantity::energy).has_value());
  EXPECT_EQ(absence(**source, "GPU energy of GPU-hopper"),
            "nvmlDeviceGetTotalEnergyConsumption on GPU-hopper: NVML_ERROR_NOT_SUPPORTED (3)");
  EXPECT_EQ(absence(**source, "GPU memory temperature of GPU-hopper"),
            "nvmlDeviceGetFieldValues(NVML_FI_DEV_MEMORY_TEMP) on GPU-hopper: "
            "NVML_ERROR_NOT_SUPPORTED (3)");
}

TEST(Nvml, ADeviceThatFailsHidesNoOther) {
  const FakeNvml fake(std::string(kTwoDevices) + "at 0 1 error nvmlDeviceGetHandleByIndex 15\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  ASSERT_EQ((*source)->instrumentation().devices.size(), 1u);
  EXPECT_EQ((*source)->instrumentation().devices[0].id, "GPU-hopper");
  EXPECT_EQ(absence(**source, "GPU 1 of the driver"),
            "nvmlDeviceGetHandleByIndex: NVML_ERROR_GPU_IS_LOST (15)");
}

TEST(Nvml, ALostGpuGivesFailuresAndNoValuesUntilItIsBack) {
  const FakeNvml fake(std::string(kTwoDevices) +
                      "at 0 all power 80\nat 5 1 error all 15\nat 9 1 error all 0\n");
  const auto opened = fake.open();
  ASSERT_TRUE(opened.ok());
  PowerSource& source = **opened;
  fake.set_time("6");
  EXPECT_EQ(read_now(source, 0, Quantity::power),
            "nvmlDeviceGetPowerUsage on GPU-ampere: NVML_ERROR_GPU_IS_LOST (15)");
  EXPECT_EQ(read_now(source, 1, Quantity::power), "80.000000");
  fake.set_time("9");
  EXPECT_EQ(read_now(source, 0, Quantity::power), "80.000000");
}

TEST(Nvml, ASensorThatNeverGivesAValueIsAbsent) {
  const FakeNvml fake(
      "device GPU-a 0:1:0 300 8.0 A\ndevice GPU-b 0:2:0 300 8.0 B\nat 0 0 power raw 4294967295\n"
      "at 0 1 power raw 0\n");
  const auto opened = fake.open();
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(channel_of(**opened, 0, Quantity::power), std::nullopt);
  EXPECT_EQ(absence(**opened, "GPU power of GPU-a"),
            "nvmlDeviceGetPowerUsage on GPU-a: implausible value 4294967.295 W");
  EXPECT_EQ(absence(**opened, "GPU power of GPU-b"),
            "nvmlDeviceGetPowerUsage on GPU-b: implausible value 0 W");
}

TEST(Nvml, ImplausibleValuesAreFailures) {
  const FakeNvml fake(
      "device GPU-a 0:1:0 300 8.0 A\nat 1 0 power raw 4294967295\nat 1 0 pstate 32\n"
      "at 1 0 utilization 101 0\n");
  const auto opened = fake.open();
  ASSERT_TRUE(opened.ok());
  fake.set_time("1");
  EXPECT_EQ(read_now(**opened, 0, Quantity::power),
            "nvmlDeviceGetPowerUsage on GPU-a: implausible value 4294967.295 W");
  EXPECT_THAT(read_now(**opened, 0, Quantity::performance_state), HasSubstr("implausible"));
  EXPECT_THAT(read_now(**opened, 0, Quantity::utilization), HasSubstr("implausible"));
}

TEST(Nvml, ErrorsWithoutANameOfOursCarryTheLibrarysWords) {
  const FakeNvml fake("device GPU-a 0:1:0 300 8.0 A\nat 1 0 error nvmlDeviceGetPowerUsage 77\n");
  const auto opened = fake.open();
  ASSERT_TRUE(opened.ok());
  fake.set_time("1");
  EXPECT_EQ(read_now(**opened, 0, Quantity::power),
            "nvmlDeviceGetPowerUsage on GPU-a: Error of the fake NVML (77)");
}

TEST(Nvml, WorksWithALibraryThatHasOldSymbolsOnly) {
  const FakeNvml fake(std::string(kTwoDevices) +
                      "at 0 all power 75\nat 0 all throttle 4\nat 0 1 processes 4711:9 4712:8\n");
  const auto opened = fake.open(FAKE_NVML_OLD_LIBRARY);
  ASSERT_TRUE(opened.ok()) << to_text(opened.error());
  PowerSource& source = **opened;
  EXPECT_EQ(source.instrumentation().devices[0].pci_bus_id, "00000000:1A:00.0");
  EXPECT_EQ(source.instrumentation().devices[0].power_limit, Watts{300});
  EXPECT_EQ(read_now(source, 0, Quantity::power), "75.000000");
  EXPECT_EQ(source_of(source, 0, Quantity::power), "nvmlDeviceGetPowerUsage");
  EXPECT_EQ(source_of(source, 0, Quantity::throttle_reasons),
            "nvmlDeviceGetCurrentClocksThrottleReasons");
  EXPECT_EQ(absence(source, "GPU energy of GPU-ampere"),
            "this NVML has no nvmlDeviceGetTotalEnergyConsumption");
  SampleBatch batch;
  source.read(Rate::processes, batch);
  ASSERT_EQ(batch.processes.size(), 2u);
  ASSERT_EQ(batch.processes[0].processes.size(), 2u);
  EXPECT_EQ(batch.processes[0].processes[1].pid, 4712);
  EXPECT_EQ(batch.processes[0].processes[1].memory_bytes, 8u << 20);
}

class ProcessEntries : public testing::TestWithParam<int> {};

TEST_P(ProcessEntries, AreReadWhateverTheirSize) {
  std::string many;
  for (int i = 0; i < 100; ++i) many += i % 2 ? " 4711:1" : " 4712:2";
  const FakeNvml fake("process_entry_size " + std::to_string(GetParam()) +
                      "\ndevice GPU-a 0:1:0 300 8.0 A\nat 0 0 processes 4711:512\nat 1 0 processes"
                      " 4711:512 4712:64\nat 2 0 processes\nat 3 0 processes" +
                      many + "\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  const auto list = [&](const std::string& time) {
    fake.set_time(time);
    SampleBatch batch;
    (*source)->read(Rate::processes, batch);
    EXPECT_EQ(batch.processes.size(), 1u);
    return batch.processes.at(0).processes;
  };
  EXPECT_EQ(list("0").at(0).pid, 4711);
  EXPECT_EQ(list("0").at(0).memory_bytes, 512u << 20);
  ASSERT_EQ(list("1").size(), 2u);
  EXPECT_EQ(list("1").at(1).pid, 4712);
  EXPECT_EQ(list("1").at(1).memory_bytes, 64u << 20);
  EXPECT_THAT(list("2"), IsEmpty());
  ASSERT_EQ(list("3").size(), 100u);  // more than was made room for at first
  EXPECT_EQ(list("3").at(99).pid, 4711);
}

INSTANTIATE_TEST_SUITE_P(Bytes, ProcessEntries, testing::Values(24, 32));

TEST(Nvml, AListOfProcessesThatFailsIsNoEmptyList) {
  const FakeNvml fake(std::string(kTwoDevices) +
                      "at 1 1 error nvmlDeviceGetComputeRunningProcesses 999\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  fake.set_time("1");
  SampleBatch batch;
  (*source)->read(Rate::processes, batch);
  ASSERT_EQ(batch.processes.size(), 1u);
  EXPECT_EQ(batch.processes[0].device, 1);
  ASSERT_EQ(batch.process_failures.size(), 1u);
  EXPECT_EQ(batch.process_failures[0].device, 0);
  EXPECT_EQ(batch.process_failures[0].reason,
            "nvmlDeviceGetComputeRunningProcesses_v3 on GPU-ampere: NVML_ERROR_UNKNOWN (999)");
}

TEST(Nvml, ListsNoProcessesWhereTheirPidsMeanNothing) {
  const FakeNvml fake("device GPU-a 0:1:0 300 8.0 A\nat 0 0 processes 31337\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  EXPECT_THAT((*source)->instrumentation().processes_untrusted,
              HasSubstr("lists pid 31337, which /proc does not know"));
  SampleBatch batch;
  (*source)->read(Rate::processes, batch);
  EXPECT_THAT(batch.processes, IsEmpty());
}

TEST(Nvml, SaysThatThereIsNoLibrary) {
  const auto source = NvmlSource::open("libnvidia-ml-not-here.so.1", "/");
  ASSERT_FALSE(source.ok());
  EXPECT_THAT(source.error().message,
              HasSubstr("no NVIDIA driver library: load libnvidia-ml-not-here.so.1"));
}

TEST(Nvml, SaysThatTheDriverIsNotLoaded) {
  const FakeNvml fake("device GPU-a 0:1:0 300 8.0 A\nat 0 all error nvmlInit 9\n");
  const auto source = fake.open();
  ASSERT_FALSE(source.ok());
  EXPECT_THAT(source.error().message, HasSubstr("NVML_ERROR_DRIVER_NOT_LOADED (9)"));
}

TEST(Nvml, SaysThatThereIsNoDevice) {
  const FakeNvml fake("driver 1\n");
  const auto source = fake.open();
  ASSERT_FALSE(source.ok());
  EXPECT_EQ(source.error().message, "no NVIDIA GPU can be read through " FAKE_NVML);
}

TEST(Nvml, SaysThatALibraryIsNotNvml) {
  const auto source = NvmlSource::open("libc.so.6", "/");
  ASSERT_FALSE(source.ok());
  EXPECT_EQ(source.error().message,
            "libc.so.6 has no nvmlInit_v2: too old, or not NVIDIA's library");
}

}  // namespace
}  // namespace mutation
