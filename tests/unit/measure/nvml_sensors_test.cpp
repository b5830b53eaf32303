// What NVML tells of power beyond its one reading, of a board's settings, of errors, and of how
// much each process computes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "measure/nvml_sensor.h"
#include "unit/measure/fake_nvml.h"

namespace mutation {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kHopper = "driver 550.54.15\ndevice GPU-a 0:1:0 700 9.0 NVIDIA H200\n";

const Channel& channel(const PowerSource& source, Quantity quantity) {
  return source.instrumentation().channels[static_cast<size_t>(*channel_of(source, 0, quantity))];
}

TEST(NvmlPowerSensor, IsKnownByArchitecture) {
  const NvmlPowerSensor volta = nvml_power_sensor(ComputeCapability{7, 0});
  EXPECT_EQ(volta.averaging, Seconds(0));
  EXPECT_EQ(volta.duty, 1);
  const NvmlPowerSensor a100 = nvml_power_sensor(ComputeCapability{8, 0});
  EXPECT_EQ(a100.averaging, Seconds(0));
  EXPECT_EQ(a100.duty, 0.18);
  const NvmlPowerSensor a40 = nvml_power_sensor(ComputeCapability{8, 6});
  EXPECT_EQ(a40.averaging, Seconds(1));
  EXPECT_EQ(a40.duty, 1);
  const NvmlPowerSensor h100 = nvml_power_sensor(ComputeCapability{9, 0});
  EXPECT_EQ(h100.averaging, Seconds(1));
  EXPECT_EQ(h100.duty, 0.25);
  EXPECT_EQ(nvml_power_sensor(ComputeCapability{10, 0}).duty, 1);
  const NvmlPowerSensor unknown = nvml_power_sensor(std::nullopt);
  EXPECT_EQ(unknown.averaging, Seconds(0));
  EXPECT_EQ(unknown.words, "");
}

TEST(NvmlPower, OfTheMomentAndItsMeanStandBesideTheOneReading) {
  const FakeNvml fake(std::string(kHopper) +
                      "at 0 0 power_fields on\nat 0 0 sensor average 1\nat 0 0 power 100\n"
                      "at 10 0 power 300\n");
  const auto opened = fake.open();
  ASSERT_TRUE(opened.ok());
  PowerSource& source = **opened;
  fake.set_time("10.25");  // the sensor looked at 10.2
  EXPECT_EQ(read_now(source, 0, Quantity::power_instant), "300.000000");
  EXPECT_EQ(read_now(source, 0, Quantity::power_average), "140.000000");
  EXPECT_EQ(read_now(source, 0, Quantity::power), "140.000000");
  EXPECT_EQ(channel(source, Quantity::power).averaging, Seconds(1));
  EXPECT_EQ(channel(source, Quantity::power_average).averaging, Seconds(1));
  EXPECT_EQ(channel(source, Quantity::power_instant).averaging, Seconds(0));
  for (const Quantity each : {Quantity::power, Quantity::power_instant, Quantity::power_average})
    EXPECT_EQ(channel(source, each).duty, 0.25);
  EXPECT_EQ(channel(source, Quantity::power_instant).rate, Rate::fast);
  EXPECT_EQ(channel(source, Quantity::power_average).rate, Rate::slow);
}

TEST(NvmlPower, IsAbsentWhereTheDriverDoesNotTellThemApart) {
  const FakeNvml fake(kHopper);
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(absence(**source, "GPU power instant of GPU-a"),
            "nvmlDeviceGetFieldValues(NVML_FI_DEV_POWER_INSTANT) on GPU-a: "
            "NVML_ERROR_NOT_SUPPORTED (3)");
}

struct Field {
  const char* type_and_value;
  const char* read;
};

class FieldTypes : public testing::TestWithParam<Field> {};

TEST_P(FieldTypes, AreAllUnderstood) {
  const FakeNvml fake(std::string(kHopper) + "at 0 0 power_fields on\nat 1 0 field 186 " +
                      GetParam().type_and_value + "\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  fake.set_time("1");
  EXPECT_THAT(read_now(**source, 0, Quantity::power_instant), HasSubstr(GetParam().read));
}

INSTANTIATE_TEST_SUITE_P(
    Of, FieldTypes,
    testing::Values(Field{"0 61500.5", "61.500500"}, Field{"1 61500", "61.500000"},
                    Field{"2 61500", "61.500000"}, Field{"3 61500", "61.500000"},
                    Field{"4 61500", "61.500000"}, Field{"5 61500", "61.500000"},
                    Field{"6 61500", "61.500000"}, Field{"0 nan", "implausible value nan W"},
                    Field{"0 inf", "implausible value inf W"}, Field{"4 -5", "implausible value"},
                    Field{"3 18446744073709551615", "implausible value"},
                    Field{"1 0", "implausible value 0 W"}, Field{"9 61500", "ERROR_UNKNOWN"}));

TEST(NvmlPower, ZeroIsNoReading) {
  const FakeNvml fake(std::string(kHopper) + "at 1 0 power raw 0\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  fake.set_time("1");
  EXPECT_EQ(read_now(**source, 0, Quantity::power),
            "nvmlDeviceGetPowerUsage on GPU-a: implausible value 0 W");
}

TEST(NvmlTemperature, OfMemoryIsAbsentWhereItIsZero) {
  const FakeNvml fake(std::string(kHopper) + "at 0 0 field 82 1 0\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  EXPECT_THAT(absence(**source, "GPU memory temperature of GPU-a"), HasSubstr("NOT_SUPPORTED"));
}

TEST(NvmlDevice, KnowsItsSettings) {
  const FakeNvml fake(std::string(kHopper) +
                      "at 0 0 limit 500\nat 0 0 default_limit 700\nat 0 0 persistence on\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  const Device& device = (*source)->instrumentation().devices.at(0);
  EXPECT_EQ(device.vendor, "nvidia");
  EXPECT_EQ(device.power_limit, Watts{500});
  EXPECT_EQ(device.default_power_limit, Watts{700});
  EXPECT_EQ(device.persistence_mode, true);
  EXPECT_FALSE(device.mig);
  EXPECT_EQ(absence(**source, "power of each MIG instance of GPU-a"), "not absent");
}

TEST(NvmlDevice, DoesNotGuessASettingThatItIsNotTold) {
  const FakeNvml fake(std::string(kHopper) +
                      "at 0 0 error nvmlDeviceGetPowerManagementDefaultLimit 15\n"
                      "at 0 0 error nvmlDeviceGetEnforcedPowerLimit 15\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  const Device& device = (*source)->instrumentation().devices.at(0);
  EXPECT_EQ(device.power_limit, std::nullopt);
  EXPECT_EQ(device.default_power_limit, std::nullopt);
  EXPECT_EQ(device.persistence_mode, std::nullopt);
}

TEST(NvmlDevice, SaysThatADividedBoardHasOnePowerOnly) {
  const FakeNvml fake(std::string(kHopper) + "at 0 0 mig on\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  EXPECT_TRUE((*source)->instrumentation().devices.at(0).mig);
  EXPECT_EQ(absence(**source, "power of each MIG instance of GPU-a"),
            "the GPU is divided into instances (MIG): power and energy are the whole board's");
  EXPECT_EQ(read_now(**source, 0, Quantity::power), "50.000000");
}

TEST(NvmlDevice, TellsItsPowerLimitAsItChanges) {
  const FakeNvml fake(std::string(kHopper) + "at 5 0 limit 450\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(read_now(**source, 0, Quantity::power_limit), "700.000000");
  fake.set_time("5");
  EXPECT_EQ(read_now(**source, 0, Quantity::power_limit), "450.000000");
}

TEST(NvmlErrors, OfMemoryAreCountedWhereEccIsOn) {
  const FakeNvml fake(std::string(kHopper) + "at 0 0 ecc 0\nat 5 0 ecc 2\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(read_now(**source, 0, Quantity::ecc_errors), "0.000000");
  fake.set_time("5");
  EXPECT_EQ(read_now(**source, 0, Quantity::ecc_errors), "2.000000");
}

TEST(NvmlErrors, OfMemoryAreAbsentWhereEccIsOff) {
  const FakeNvml fake(kHopper);
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  EXPECT_THAT(absence(**source, "GPU ecc errors of GPU-a"), HasSubstr("NOT_SUPPORTED"));
}

TEST(NvmlErrors, ThatTheDriverTellsOfAreTheLastXidSinceTheReadingBefore) {
  const FakeNvml fake(
      "device GPU-a 0:1:0 300 8.0 A\ndevice GPU-b 0:2:0 300 8.0 B\nat 0 0 xid 13\n"
      "at 5 0 xid 31\nat 5 0 xid 79\nat 6 1 xid 48\nat 9 0 xid 79\n");
  const auto opened = fake.open();
  ASSERT_TRUE(opened.ok());
  PowerSource& source = **opened;
  EXPECT_EQ(read_now(source, 0, Quantity::xid), "0.000000");  // what was before is not ours
  fake.set_time("5");
  EXPECT_EQ(read_now(source, 0, Quantity::xid), "79.000000");
  EXPECT_EQ(read_now(source, 1, Quantity::xid), "0.000000");
  fake.set_time("7");
  EXPECT_EQ(read_now(source, 1, Quantity::xid), "48.000000");
  EXPECT_EQ(read_now(source, 0, Quantity::xid), "0.000000");
  fake.set_time("9");
  EXPECT_EQ(read_now(source, 0, Quantity::xid), "79.000000");
}

TEST(NvmlErrors, AreNoZeroWhereTheDriverCannotSay) {
  const FakeNvml fake(std::string(kHopper) + "at 5 all error nvmlEventSetWait 999\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  fake.set_time("5");
  EXPECT_EQ(
      read_now(**source, 0, Quantity::xid),
      "nvmlEventSetWait_v2(nvmlEventTypeXidCriticalError) on GPU-a: NVML_ERROR_UNKNOWN (999)");
  EXPECT_EQ(read_now(**source, 0, Quantity::power), "50.000000");
}

TEST(NvmlErrors, AreAbsentWhereNobodyCanRegisterForThem) {
  const FakeNvml fake(std::string(kHopper) + "at 0 0 missing nvmlDeviceRegisterEvents\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(absence(**source, "GPU xid of GPU-a"),
            "nvmlDeviceRegisterEvents: NVML_ERROR_NOT_SUPPORTED (3)");
}

std::vector<ComputeProcess> processes_now(PowerSource& source) {
  SampleBatch batch;
  source.read(Rate::processes, batch);
  return batch.processes.at(0).processes;
}

TEST(NvmlProcesses, CarryTheShareThatEachOfThemUsed) {
  const FakeNvml fake(std::string(kHopper) +
                      "at 0 0 processes 4711:100 4712:100\nat 0 0 process_utilization 4711:5\n"
                      "at 2 0 process_utilization 4711:70 4712:23 99:7\nat 9 0 "
                      "process_utilization\n");
  const auto opened = fake.open();
  ASSERT_TRUE(opened.ok());
  PowerSource& source = **opened;
  // The driver's memory of the time before says nothing of ours.
  EXPECT_EQ(processes_now(source).at(0).utilization_percent, std::nullopt);
  fake.set_time("3");
  EXPECT_EQ(processes_now(source).at(0).utilization_percent, 70);
  fake.set_time("3.1");  // nothing new
  EXPECT_EQ(processes_now(source).at(0).utilization_percent, std::nullopt);
  fake.set_time("4");
  ASSERT_EQ(processes_now(source).size(), 2u);
  fake.set_time("5");
  EXPECT_EQ(processes_now(source).at(1).utilization_percent, 23);
  fake.set_time("10");  // nobody used it
  EXPECT_EQ(processes_now(source).at(1).utilization_percent, std::nullopt);
}

// The next sample, and garbage that looks like one but for its time.
NvmlReturn sample_beside_garbage(NvmlDeviceHandle, NvmlProcessSample* samples, unsigned* count,
                                 unsigned long long last_seen) {
  constexpr unsigned long long kBegin = 1'700'000'000'000'000;
  const unsigned long long next = last_seen < kBegin ? kBegin : last_seen + 1;
  *count = next < ~0ULL - 10 ? 2 : 0;
  if (*count == 0) return kNvmlNotFound;
  samples[0] = {.pid = 4711, .timestamp_us = next, .sm = 60};
  samples[1] = {.pid = 4712, .timestamp_us = ~0ULL - 5, .sm = 99};
  return kNvmlSuccess;
}

TEST(NvmlProcesses, AreNotHiddenByASampleOfTheFarFuture) {
  NvmlFunctions functions;
  functions.device_process_utilization = sample_beside_garbage;
  NvmlProcessUtilization utilization;
  ASSERT_EQ(utilization.begin(functions, {}), kNvmlSuccess);
  std::vector<ComputeProcess> processes = {{.pid = 4711}, {.pid = 4712}};
  utilization.fill(functions, {}, processes);
  EXPECT_EQ(processes[0].utilization_percent, 60);
  EXPECT_EQ(processes[1].utilization_percent, std::nullopt);
}

TEST(NvmlProcesses, HaveNoShareThatIsNone) {
  const FakeNvml fake(std::string(kHopper) +
                      "at 0 0 processes 4711:100\nat 2 0 process_utilization 4711:4294967295\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  fake.set_time("3");
  EXPECT_EQ(processes_now(**source).at(0).utilization_percent, std::nullopt);
}

TEST(NvmlProcesses, AreListedWhereTheirSharesAreNotToBeHad) {
  const FakeNvml fake(
      std::string(kHopper) +
      "at 0 0 processes 4711:100\nat 0 0 missing nvmlDeviceGetProcessUtilization\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(absence(**source, "utilisation by each process of GPU-a"),
            "nvmlDeviceGetProcessUtilization on GPU-a: NVML_ERROR_NOT_SUPPORTED (3)");
  EXPECT_EQ(processes_now(**source).at(0).pid, 4711);
}

TEST(Nvml, AValueThatTookLongSaysNotWhenItWasTrue) {
  const FakeNvml fake(std::string(kHopper) + "at 1 0 delay nvmlDeviceGetPowerUsage 0.6\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  fake.set_time("1");
  EXPECT_EQ(read_now(**source, 0, Quantity::power),
            "nvmlDeviceGetPowerUsage on GPU-a: took 0.6 s to answer, so that the moment of its "
            "value is not known");
}

}  // namespace
}  // namespace mutation
