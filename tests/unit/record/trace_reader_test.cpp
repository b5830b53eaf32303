// Traces read back, this program's and the Python tool's, and what they amount to.
#include "record/trace_reader.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "record/trace_csv.h"
#include "record/trace_figures.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kHead = "monotonic_s,utc,device,quantity,value,unit,source,note\n";

MonotonicTime after(double seconds) {
  return MonotonicTime(std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6)));
}

RecordedTrace read(const std::string& text) {
  Result<RecordedTrace> trace = read_trace_text(text);
  EXPECT_TRUE(trace.ok()) << (trace ? "" : trace.error().message);
  return trace ? *trace : RecordedTrace{};
}

std::string error_of(const std::string& text) {
  const Result<RecordedTrace> trace = read_trace_text(text);
  return trace ? "no error" : trace.error().message;
}

// Rows of one channel, a second apart.
std::string rows(const std::string& device, const std::string& quantity, const std::string& unit,
                 const std::string& source, const std::vector<std::string>& values) {
  std::string text;
  for (size_t i = 0; i < values.size(); ++i) {
    text += std::to_string(10 + i) + ".000000,2025-11-12T09:30:" + std::to_string(10 + i) +
            ".000000Z," + device + "," + quantity + "," + values[i] + "," + unit + "," + source +
            ",\n";
  }
  return text;
}

// Whole seconds of readings that were taken every 2.3 s: steps of 2 s and 3 s.
std::string slow_power(int count) {
  std::string text = "timestamp,power_draw_w\n";
  for (int i = 0; i < count; ++i) text += std::to_string(1700000000 + 23 * i / 10) + ",100\n";
  return text;
}

TEST(TraceFigures, OfRowsEveryTwoSecondsAndABitHaveNoGaps) {
  const TraceFigures figures = figures_of(read(slow_power(101)));
  EXPECT_DOUBLE_EQ(figures.devices[0].energy.coverage, 1);
  EXPECT_NEAR(figures.devices[0].energy.energy->value, 23000, 1e-6);  // 230 s at 100 W
  EXPECT_THAT(figures.devices[0].channels[0].gaps, IsEmpty());
  EXPECT_DOUBLE_EQ(figures.devices[0].channels[0].summary->mean, 100);
}

TEST(TraceFigures, OfSuchRowsStillLeaveOutWhereSomeAreMissing) {
  const TraceFigures figures = figures_of(read(slow_power(101) + "1700000240,100\n"));
  EXPECT_NEAR(figures.devices[0].energy.energy->value, 23000, 1e-6);
  EXPECT_NEAR(figures.devices[0].energy.coverage, 230.0 / 240, 1e-9);
  EXPECT_THAT(figures.devices[0].channels[0].gaps, SizeIs(1));
}

TEST(TraceReader, ReadsBackWhatTheWriterWrote) {
  Instrumentation instrumentation;
  instrumentation.devices = {{.id = "GPU-1"}, {.id = "package-0", .kind = DeviceKind::cpu}};
  instrumentation.channels = {
      {.device = 0, .quantity = Quantity::power, .source = "nvmlDeviceGetPowerUsage"},
      {.device = 1,
       .quantity = Quantity::energy,
       .source = "/sys/class/powercap/intel-rapl:0/energy_uj"}};
  SampleBatch batch;
  batch.readings = {{0, after(5.1), 201.25}, {1, after(5.2), 1000.000001}};
  batch.failures = {{0, after(5.3), "GPU is lost, \"really\""}};
  batch.processes = {
      {0, after(5.4), {{.pid = 17, .memory_bytes = 5}, {.pid = 4, .memory_bytes = {}}}}};
  const Instant begin{after(5), BootTime{}, UtcTime(std::chrono::seconds(1762939800))};

  const RecordedTrace trace = read(trace_head() + trace_rows(batch, instrumentation, begin));

  EXPECT_EQ(trace.kind, TraceKind::trace);
  ASSERT_THAT(trace.instrumentation.devices, SizeIs(2));
  EXPECT_EQ(trace.instrumentation.devices[0].id, "GPU-1");
  EXPECT_EQ(trace.instrumentation.devices[0].kind, DeviceKind::gpu);
  EXPECT_EQ(trace.instrumentation.devices[1].kind, DeviceKind::cpu);
  ASSERT_THAT(trace.instrumentation.channels, SizeIs(2));
  EXPECT_EQ(trace.instrumentation.channels[1].source, "/sys/class/powercap/intel-rapl:0/energy_uj");
  ASSERT_THAT(trace.readings, SizeIs(2));
  ASSERT_THAT(trace.readings[0], SizeIs(1));
  EXPECT_EQ(trace.readings[0][0].at, after(5.1));
  EXPECT_EQ(trace.readings[0][0].value, 201.25);
  EXPECT_EQ(trace.readings[1][0].value, 1000.000001);
  ASSERT_THAT(trace.failures, SizeIs(1));
  EXPECT_EQ(trace.failures[0].reason, "GPU is lost, \"really\"");
  ASSERT_THAT(trace.processes, SizeIs(1));
  ASSERT_THAT(trace.processes[0].processes, SizeIs(2));
  EXPECT_EQ(trace.processes[0].processes[0].pid, 17);
  EXPECT_EQ(trace.stretch.start, after(5.1));
  EXPECT_EQ(trace.stretch.end, after(5.4));
  EXPECT_EQ(iso_utc(*trace.utc_start), "2025-11-12T09:30:00.100000Z");
  EXPECT_EQ(trace.rows, 4u);
  EXPECT_THAT(trace.notes, IsEmpty());
}

TEST(TraceReader, ReadsThePythonToolsPowerFile) {
  const RecordedTrace trace = read(
      "timestamp,power_draw_w\n1764844101,92.37\n1764844102,91.17\n1764844104,[GPU is lost]\n");
  EXPECT_EQ(trace.kind, TraceKind::gpu_power);
  EXPECT_EQ(trace.instrumentation.devices[0].id, "GPU");
  ASSERT_THAT(trace.readings, SizeIs(1));
  EXPECT_EQ(trace.readings[0][1].at, after(1));
  EXPECT_EQ(trace.readings[0][1].value, 91.17);
  EXPECT_EQ(trace.failures[0].reason, "[GPU is lost]");
  EXPECT_EQ(trace.stretch.end, after(3));
  EXPECT_EQ(iso_utc(*trace.utc_start), "2025-12-04T10:28:21.000000Z");
}

TEST(TraceReader, TakesAColumnWithoutANumberForASensorThatIsNotThere) {
  const RecordedTrace trace =
      read("timestamp,gpu_temp_c,memory_temp_c\r\n100,[lost],N/A\r\n101,68,N/A\r\n");
  ASSERT_THAT(trace.instrumentation.absences, SizeIs(1));
  EXPECT_EQ(trace.instrumentation.absences[0].what, "memory_temperature");
  EXPECT_EQ(trace.instrumentation.absences[0].reason, "every row has \"N/A\" instead of a number");
  ASSERT_THAT(trace.failures, SizeIs(1));
  EXPECT_EQ(trace.failures[0].reason, "[lost]");
}

TEST(TraceReader, ReadsUtilisation) {
  const RecordedTrace trace = read("timestamp,gpu_util_percent,memory_util_percent\n100,97,85\n");
  EXPECT_EQ(trace.readings[0][0].value, 97);
  EXPECT_EQ(trace.readings[1][0].value, 85);
  EXPECT_EQ(trace.instrumentation.channels[1].quantity, Quantity::memory_utilization);
}

TEST(TraceReader, LeavesOutALineThatWasCutOffAndSaysSo) {
  const RecordedTrace trace = read("timestamp,power_draw_w\n100,92.37\n101,9");
  EXPECT_EQ(trace.rows, 1u);
  EXPECT_THAT(trace.notes, ElementsAre(HasSubstr("the last line was cut off")));
  const RecordedTrace zeros = read("timestamp,power_draw_w\n100,92.37\n" + std::string(4096, '\0'));
  EXPECT_THAT(zeros.notes, ElementsAre(HasSubstr("4096 bytes of value 0 at the end")));
}

TEST(TraceReader, GoesOnBehindRowsThatALossOfPowerTook) {
  const RecordedTrace trace =
      read("timestamp,power_draw_w\n100,1\n101,2\n10" + std::string(512, '\0') + "4,5\n105,6\n");
  EXPECT_THAT(trace.readings[0], SizeIs(3));
  EXPECT_THAT(trace.notes, ElementsAre(HasSubstr("512 bytes of value 0 stand within the file")));
}

TEST(TraceReader, LeavesOutReadingsThatAreOlderThanTheOneBeforeAndSaysSo) {
  const RecordedTrace trace = read("timestamp,power_draw_w\n100,1\n103,2\n101,3\n102,4\n103,5\n");
  EXPECT_THAT(trace.readings[0], SizeIs(3));
  EXPECT_THAT(trace.notes, ElementsAre(AllOf(HasSubstr("2 readings are older"),
                                             HasSubstr("the first in line 4"))));
}

TEST(TraceReader, RefusesWhatIsNoTrace) {
  EXPECT_EQ(error_of(""), "there is no complete line in it");
  EXPECT_EQ(error_of("timestamp,power_draw_w"), "there is no complete line in it");
  EXPECT_EQ(error_of("a,b\n1,2\n"), "line 1: \"a,b\" is the first line of no trace that is known");
  EXPECT_EQ(error_of("timestamp,power_draw_w\n100,1\n101\n"),
            "line 3: 1 fields where there must be 2");
  EXPECT_EQ(error_of("timestamp,power_draw_w\nyesterday,1\n"),
            "line 2: timestamp \"yesterday\" is no number");
  EXPECT_EQ(error_of("timestamp,power_draw_w\n1e300,1\n"),
            "line 2: timestamp \"1e300\" is no number");
  const std::string time = "5.0,2025-11-12T09:30:00.000000Z,GPU-1,";
  EXPECT_EQ(error_of(kHead + time + "power,lots,W,nvml,\n"), "line 2: value \"lots\" is no number");
  EXPECT_EQ(error_of(kHead + time + "power,5,mW,nvml,\n"),
            "line 2: power in \"mW\" where \"W\" is expected");
  EXPECT_EQ(error_of(kHead + time + "speed,5,W,nvml,\n"),
            "line 2: quantity \"speed\" is not known");
  EXPECT_EQ(error_of(kHead + time + "compute_processes,2,,,17\n"),
            "line 2: \"2\" processes where 1 pids stand");
  EXPECT_EQ(error_of(std::string(kHead) + "5.0,noon,GPU-1,power,5,W,nvml,\n"),
            "line 2: utc \"noon\" is no time");
}

TEST(TraceReader, NamesTheFile) {
  const TemporaryFolder folder;
  put_file(folder / "gpu_power.csv", "timestamp,power_draw_w\n100,1\n");
  EXPECT_TRUE(read_trace_file(folder / "gpu_power.csv").ok());
  put_file(folder / "empty.csv", "");
  EXPECT_EQ(read_trace_file(folder / "empty.csv").error().message,
            folder / "empty.csv" + ": there is no complete line in it");
}

TEST(TraceFigures, IntegratesPowerAndPrefersTheCounter) {
  const RecordedTrace trace =
      read(kHead +
           rows("GPU-1", "energy", "J", "nvmlDeviceGetTotalEnergyConsumption",
                {"500", "610", "720", "810"}) +
           rows("GPU-1", "power", "W", "nvmlDeviceGetPowerUsage", {"100", "110", "110", "90"}));
  const TraceFigures figures = figures_of(trace);
  EXPECT_EQ(figures.duration, Seconds(3));
  ASSERT_THAT(figures.devices, SizeIs(1));
  const DeviceFigures& gpu = figures.devices[0];
  EXPECT_EQ(gpu.energy.energy->value, 310);
  EXPECT_EQ(gpu.energy.method, "counter");
  EXPECT_EQ(gpu.energy.integral->value, 315);
  EXPECT_EQ(gpu.energy.coverage, 1);
  EXPECT_THAT(gpu.mean_power->value, DoubleNear(103.333, 0.001));
  ASSERT_THAT(gpu.channels, SizeIs(2));
  EXPECT_FALSE(gpu.channels[0].summary.has_value());
  EXPECT_EQ(gpu.channels[1].summary->max, 110);
  EXPECT_EQ(gpu.channels[1].summary->mean, 105);
  EXPECT_EQ(gpu.channels[1].hertz, 1);
  EXPECT_EQ(figures.legacy_sum, std::nullopt);
}

TEST(TraceFigures, ShowGapsWithTheirReasonAndWhatIsNotCovered) {
  const RecordedTrace trace = read(
      "timestamp,power_draw_w\n100,100\n101,100\n103,[GPU is lost]\n106,100\n107,100\n110,[N/A]\n");
  const TraceFigures figures = figures_of(trace);
  const DeviceFigures& gpu = figures.devices[0];
  EXPECT_EQ(gpu.energy.energy->value, 200);
  EXPECT_EQ(gpu.energy.coverage, 0.2);
  EXPECT_EQ(gpu.mean_power->value, 100);
  ASSERT_THAT(gpu.channels[0].gaps, SizeIs(2));
  EXPECT_EQ(gpu.channels[0].gaps[0].after, Seconds(1));
  EXPECT_EQ(gpu.channels[0].gaps[0].length, Seconds(5));
  EXPECT_EQ(gpu.channels[0].gaps[0].reason, "[GPU is lost]");
  EXPECT_EQ(gpu.channels[0].gaps[1].length, Seconds(3));
  EXPECT_EQ(gpu.channels[0].failed_reads, 2u);
}

TEST(TraceReader, KnowsTheCpusCountersByPerfAndMetersApartFromGpus) {
  const auto devices =
      read(kHead + rows("package-0", "energy", "J", "perf power/energy-pkg/ on CPU 0", {"1", "2"}) +
           rows("psys", "energy", "J", "perf power/energy-psys/ on CPU 0", {"1", "2"}) +
           rows("meter-0", "power", "W", "/sys/class/hwmon/hwmon2/power1_average", {"300", "300"}) +
           rows("0000:03:00.0", "energy", "J", "/sys/class/hwmon/hwmon5/energy1_input", {"1", "2"}))
          .instrumentation.devices;
  ASSERT_EQ(devices.size(), 4u);
  EXPECT_EQ(devices[0].kind, DeviceKind::cpu);
  EXPECT_TRUE(devices[0].in_total);
  EXPECT_EQ(devices[1].kind, DeviceKind::cpu);
  EXPECT_FALSE(devices[1].in_total);
  EXPECT_EQ(devices[2].kind, DeviceKind::meter);
  EXPECT_FALSE(devices[2].in_total);
  EXPECT_EQ(devices[3].kind, DeviceKind::gpu);
}

TEST(TraceFigures, GiveThePythonToolsOwnTotalApart) {
  const TraceFigures figures =
      figures_of(read("timestamp,power_draw_w\n100,100\n101,110\n102,120\n"));
  EXPECT_EQ(figures.devices[0].energy.energy->value, 220);
  EXPECT_EQ(figures.legacy_sum, 330);
  EXPECT_THAT(figures.not_known, Contains(HasSubstr("which GPU it was")));
}

TEST(TraceFigures, SayThatACountersWrapIsNotInTheFile) {
  const std::string source = "/sys/class/powercap/intel-rapl:0/energy_uj";
  const TraceFigures figures = figures_of(
      read(kHead + rows("package-0", "energy", "J", source, {"262140", "262141", "5", "6"})));
  EXPECT_EQ(figures.devices[0].energy.energy->value, 2);
  EXPECT_THAT(figures.devices[0].energy.coverage, DoubleNear(2.0 / 3, 1e-9));
  EXPECT_THAT(figures.not_known, Contains(HasSubstr("the counter of package-0")));
}

TEST(TraceFigures, KnowOfASensorWhatItsSourceSaysAndSayWhatItDoesNot) {
  const RecordedTrace trace = read(
      kHead + rows("GPU-1", "power", "W", "nvmlDeviceGetPowerUsage (1 s average)", {"100", "120"}) +
      rows("GPU-2", "power", "W", "nvmlDeviceGetPowerUsage (instantaneous)", {"100", "120"}));
  ASSERT_THAT(trace.instrumentation.channels, SizeIs(2));
  EXPECT_EQ(trace.instrumentation.channels[0].averaging, Seconds(1));
  EXPECT_EQ(trace.instrumentation.channels[1].averaging, Seconds(0));
  EXPECT_THAT(figures_of(trace).not_known,
              Contains(HasSubstr("which share of the time a sensor of power looks")));
}

TEST(TraceFigures, HaveNoEnergyWithoutASecondReading) {
  const TraceFigures figures = figures_of(read("timestamp,power_draw_w\n100,100\n"));
  EXPECT_FALSE(figures.devices[0].energy.energy.has_value());
  EXPECT_EQ(figures.devices[0].energy.reason, "the stretch has no length");
  EXPECT_FALSE(figures.devices[0].mean_power.has_value());
  EXPECT_EQ(figures.devices[0].channels[0].summary->max, 100);
  EXPECT_THAT(figures_of(read("timestamp,power_draw_w\n")).devices, IsEmpty());
}

TEST(TraceFigures, AreOneDocumentOfJson) {
  const RecordedTrace trace = read("timestamp,power_draw_w\n100,100\n101,110\n");
  const std::string json = figures_json(trace, figures_of(trace), "gpu_power.csv");
  EXPECT_THAT(json, HasSubstr("\"kind\": \"gpu_power\""));
  EXPECT_THAT(json, HasSubstr("\"joules\": 105.0"));
  EXPECT_THAT(json, HasSubstr("\"start\": \"1970-01-01T00:01:40.000000Z\""));
  EXPECT_THAT(json, HasSubstr("\"gpu_energy_sum_legacy_joules\": 210.0"));
}

}  // namespace
}  // namespace mutation
