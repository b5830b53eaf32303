#include "record/known_devices.h"

#include <gmock/gmock.h>

#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(KnownDevices, ReadBackAsTheyWereWritten) {
  const TemporaryFolder results;
  ASSERT_TRUE(
      write_known_devices(results.path(), {{.id = "GPU-0",
                                            .time_constant = KnownTimeConstant{Seconds(62.5), 0.1},
                                            .at_rest = Celsius{31.5},
                                            .idle_power = Watts{29.25},
                                            .learned = at(0).utc,
                                            .session = "run_1"},
                                           {.id = "GPU-1"}})
          .ok());
  const KnownDevices known = read_known_devices(results.path());
  EXPECT_EQ(known.note, "");
  ASSERT_THAT(known.devices, SizeIs(2));
  EXPECT_EQ(known.devices[0].id, "GPU-0");
  EXPECT_EQ(known.devices[0].time_constant->value, Seconds(62.5));
  EXPECT_EQ(known.devices[0].time_constant->relative_error, 0.1);
  EXPECT_EQ(known.devices[0].at_rest, Celsius{31.5});
  EXPECT_EQ(known.devices[0].idle_power, Watts{29.25});
  EXPECT_EQ(known.devices[0].learned, at(0).utc);
  EXPECT_EQ(known.devices[0].session, "run_1");
  EXPECT_FALSE(known.devices[1].time_constant.has_value());
}

TEST(KnownDevices, AreNoneWithoutAWord) {
  const TemporaryFolder results;
  EXPECT_THAT(read_known_devices(results.path()).devices, IsEmpty());
  EXPECT_EQ(read_known_devices(results.path()).note, "");
}

TEST(KnownDevices, GarbageIsNotUsedAndSaidSo) {
  const TemporaryFolder results;
  for (const char* garbage : {"", "{", "[]", "{\"schema_version\": 2, \"devices\": []}",
                              "{\"schema_version\": 1, \"devices\": 7}", "\xff\xfe"}) {
    put_file(results / "devices.json", garbage);
    const KnownDevices known = read_known_devices(results.path());
    EXPECT_THAT(known.devices, IsEmpty()) << garbage;
    EXPECT_THAT(known.note, HasSubstr("is not used")) << garbage;
  }
}

TEST(KnownDevices, FiguresThatNoDeviceCanHaveAreLeftOut) {
  const TemporaryFolder results;
  put_file(results / "devices.json",
           R"({"schema_version": 1, "devices": [7, {"device": 3}, {"device": "GPU-0",
               "time_constant_seconds": -4, "time_constant_relative_error": 0.1,
               "at_rest_celsius": 1e300, "idle_power_watts": "30", "learned": "yesterday"}]})");
  const KnownDevices known = read_known_devices(results.path());
  ASSERT_THAT(known.devices, SizeIs(1));
  EXPECT_EQ(known.devices[0].id, "GPU-0");
  EXPECT_FALSE(known.devices[0].time_constant.has_value());
  EXPECT_FALSE(known.devices[0].at_rest.has_value());
  EXPECT_FALSE(known.devices[0].idle_power.has_value());
}

}  // namespace
}  // namespace mutation
