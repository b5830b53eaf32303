// trace.csv and the Python tool's files of energy/.
#include <gmock/gmock.h>

#include "record/csv.h"
#include "record/energy_files.h"
#include "record/one_hertz.h"
#include "record/trace_csv.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

constexpr int kPower = 0;
constexpr int kTemperature = 1;
constexpr int kUtilization = 2;

Reading reading(int channel, double seconds, double value) {
  return {channel, at(seconds).monotonic, value};
}

TEST(Trace, HasReadingsFailuresAndProcessesInOrderOfTime) {
  SampleBatch batch;
  batch.readings = {reading(kPower, 0.25, 71.5), reading(3, 0.125, 1234567.890123)};
  batch.failures = {{kTemperature, at(0.5).monotonic, "GPU is lost, again"}};
  batch.processes = {{0, at(1).monotonic, {{17, std::nullopt}, {18, 4096}}}};
  EXPECT_EQ(trace_rows(batch, sample_instrumentation(), at(0)),
            "1000.125000,2025-11-12T09:30:00.125000Z,package-0,energy,1234567.890123,J,"
            "/sys/class/powercap/intel-rapl:0,\n"
            "1000.250000,2025-11-12T09:30:00.250000Z,SIM-0,power,71.5,W,simulated,\n"
            "1000.500000,2025-11-12T09:30:00.500000Z,SIM-0,temperature,,C,simulated,"
            "\"GPU is lost, again\"\n"
            "1001.000000,2025-11-12T09:30:01.000000Z,SIM-0,compute_processes,2,,simulated,17 18\n");
}

TEST(Trace, SaysSimulatedWhateverTheSourceIsCalled) {
  Instrumentation all = sample_instrumentation();
  all.channels[kPower].source = "model of a card";
  const auto rows = read_csv(trace_rows({{reading(kPower, 0, 1)}, {}, {}}, all, at(0)));
  EXPECT_EQ(rows.at(0).at(6), "simulated");
}

TEST(OneHertz, HasTheFirstReadingOfEachWholeSecondInThePythonToolsForm) {
  const Instrumentation all = sample_instrumentation();
  OneHertz files(all, {0});
  EXPECT_EQ(files.heads().power, "timestamp,power_draw_w\n");
  EXPECT_EQ(files.heads().temperature, "timestamp,gpu_temp_c,memory_temp_c\n");
  EXPECT_EQ(files.heads().utilization, "timestamp,gpu_util_percent,memory_util_percent\n");
  files.start(at(0));
  SampleBatch batch;
  batch.readings = {reading(kPower, 0.1, 68.744), reading(kPower, 0.9, 99),
                    reading(kPower, 1.1, 70), reading(kTemperature, 0.5, 44),
                    reading(kUtilization, 0.5, 3)};
  EXPECT_EQ(files.add(batch).power, "");  // slower readers may still have something of this second
  const OneHertzRows rows = files.finish(at(1.5));
  EXPECT_EQ(rows.power, "1762939800,68.74\n1762939801,70.00\n");
  EXPECT_EQ(rows.temperature, "1762939800,44,N/A\n");
  EXPECT_EQ(rows.utilization, "1762939800,3,N/A\n");
  EXPECT_DOUBLE_EQ(files.power_sum().value(), 138.74);
}

TEST(OneHertz, GivesASecondOnceReadingsAreTwoSecondsFurther) {
  const Instrumentation all = sample_instrumentation();
  OneHertz files(all, {0});
  files.start(at(0));
  EXPECT_EQ(files.add({{reading(kPower, 0, 1), reading(kPower, 2.9, 2)}, {}, {}}).power, "");
  EXPECT_EQ(files.add({{reading(kPower, 3, 3)}, {}, {}}).power, "1762939800,1.00\n");
}

TEST(OneHertz, CountsOnlyTheForeground) {
  const Instrumentation all = sample_instrumentation();
  OneHertz files(all, {0});
  EXPECT_EQ(files.add({{reading(kPower, 0, 1)}, {}, {}}).power, "");
  files.start(at(1));
  const SampleBatch late = {{reading(kPower, 0.9, 2), reading(kPower, 1.2, 3)}, {}, {}};
  EXPECT_EQ(files.add(late).power, "");
  EXPECT_EQ(files.finish(at(2)).power, "1762939801,3.00\n");
  EXPECT_EQ(files.add({{reading(kPower, 5, 4)}, {}, {}}).power, "");
}

TEST(OneHertz, SumsThePowerOfARunsDevicesAndSkipsASecondThatOneOfThemMisses) {
  Instrumentation all = sample_instrumentation();
  all.devices.push_back(all.devices[0]);
  for (const Quantity quantity : {Quantity::power, Quantity::temperature, Quantity::utilization}) {
    all.channels.push_back({2, quantity, "simulated", Rate::fast});
  }
  OneHertz files(all, {0, 2});
  files.start(at(0));
  files.add({{reading(kPower, 0, 100), reading(4, 0, 50.5), reading(kTemperature, 0, 40),
              reading(5, 0, 60), reading(kUtilization, 0, 10), reading(6, 0, 20),
              reading(kPower, 1, 100)},
             {},
             {}});
  const OneHertzRows rows = files.finish(at(2));
  EXPECT_EQ(rows.power, "1762939800,150.50\n");
  EXPECT_EQ(rows.temperature, "1762939800,60,N/A\n");
  EXPECT_EQ(rows.utilization, "1762939800,15,N/A\n");
}

TEST(OneHertz, WithoutAGpuHasNoFileAndNoSum) {
  const Instrumentation all = sample_instrumentation();
  OneHertz files(all, {});
  EXPECT_EQ(files.heads().power + files.heads().temperature + files.heads().utilization, "");
  files.start(at(0));
  EXPECT_EQ(files.finish(at(1)).power, "");
  EXPECT_FALSE(files.power_sum().has_value());
}

TEST(CpuEnergy, HasThePythonToolsLines) {
  EnergyMetrics energy;
  energy.cpu_energy_pkg_joules = 196.9;
  energy.cpu_energy_ram_joules = 16.23;
  energy.cpu_energy_total_joules = 213.13;
  energy.cpu_energy_domains = {"package-0", "dram-0"};
  EXPECT_EQ(cpu_energy_text(energy),
            "CPU Energy Consumption Summary\n"
            "==============================\n"
            "Package Energy (Joules): 196.90\n"
            "RAM Energy (Joules): 16.23\n"
            "Total CPU Energy (Joules): 213.13\n"
            "\n"
            "Note: Measured from energy counters over the foreground training; domains: "
            "package-0, dram-0\n"
            "A line that is missing was not measured\n");
  EXPECT_EQ(cpu_energy_text({}), "");
}

TEST(EnergyFiles, AreUsableAtEveryMomentAndAbsentWhereThereIsNoGpu) {
  const TemporaryFolder folder;
  Instrumentation all = sample_instrumentation();
  all.channels.erase(all.channels.begin() + kTemperature);  // a card without a thermometer
  Result<EnergyFiles> files = EnergyFiles::open(folder.path(), all, {0}, at(0));
  ASSERT_TRUE(files.ok());
  ASSERT_TRUE(files->foreground_started(at(0)).ok());
  ASSERT_TRUE(files->append({{reading(kPower, 0, 70), reading(kPower, 9, 80)}, {}, {}}).ok());
  EXPECT_EQ(text_of_file(folder / "gpu_power.csv"), "timestamp,power_draw_w\n1762939800,70.00\n");
  EXPECT_EQ(read_csv(text_of_file(folder / "trace.csv")).size(), 3u);
  EXPECT_FALSE(exists(folder / "gpu_temperature.csv"));
  ASSERT_TRUE(files->foreground_ended(at(10)).ok());
  EXPECT_DOUBLE_EQ(files->legacy_power_sum().value(), 150);
  ASSERT_TRUE(files->write_cpu_energy({}).ok());
  EXPECT_FALSE(exists(folder / "cpu_energy.txt"));
  EXPECT_FALSE(exists(folder / "overview.jsonl"));
  ASSERT_TRUE(files->write_overview(at(10)).ok());
  EXPECT_TRUE(exists(folder / "overview.jsonl"));
}

}  // namespace
}  // namespace mutation
