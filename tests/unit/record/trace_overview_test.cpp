// overview.jsonl: what is in it, that it is the same whether made while recording or of the trace,
// and what becomes of it when it is damaged.
#include "record/trace_overview.h"

#include <gmock/gmock.h>

#include "record/trace_csv.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

constexpr int kPower = 0;
constexpr int kTemperature = 1;
constexpr int kPackage = 3;

Reading reading(int channel, double seconds, double value) {
  return {channel, at(seconds).monotonic, value};
}

// Two readings of power with a gap before a third, one of temperature, three of the CPU's counter.
SampleBatch readings() {
  SampleBatch batch;
  batch.readings = {reading(kPower, 0, 100),    reading(kPower, 0.125, 250.5),
                    reading(kPackage, 0, 1000), reading(kPackage, 1, 1050),
                    reading(kPackage, 2, 1080), reading(kTemperature, 0.5, 44),
                    reading(kPower, 4.125, 120)};
  batch.failures = {{kPower, at(3).monotonic, "GPU is lost"}};
  return batch;
}

Instrumentation instrumentation() {
  Instrumentation all = sample_instrumentation();
  all.channels[kPackage].source = "intel-rapl:0/energy_uj";
  return all;
}

std::vector<ThinnedChannel> thinned(const SampleBatch& batch) {
  const Instrumentation all = instrumentation();
  TraceThinning thinning(all, at(0).monotonic);
  thinning.add(batch);
  return thinning.channels(at(4.125).monotonic);
}

TEST(TraceOverview, HasALineForEachLevelThatIsAnother) {
  EXPECT_EQ(overview_text(thinned(readings())),
            R"({"schema_version":1,"levels":1,"channels":[)"
            R"({"device":"SIM-0","kind":"gpu","simulated":true,"quantity":"power","unit":"W",)"
            R"("source":"simulated","width_nanoseconds":62500000,"bucket":[0,2,66],)"
            R"("low":[100,250.5,120],"high":[100,250.5,120],"mean":[100,250.5,120],)"
            R"("readings":[1,1,1],"gaps":[[0.125,4.125,"GPU is lost"]],"gaps_left_out":0},)"
            R"({"device":"SIM-0","kind":"gpu","simulated":true,"quantity":"temperature",)"
            R"("unit":"C","source":"simulated","width_nanoseconds":62500000,"bucket":[8],)"
            R"("low":[44],"high":[44],"mean":[44],"readings":[1],"gaps":[[0.5,4.125,""]],)"
            R"("gaps_left_out":0},)"
            R"({"device":"package-0","kind":"cpu","simulated":false,"quantity":"power","unit":"W",)"
            R"("source":"intel-rapl:0/energy_uj","width_nanoseconds":62500000,)"
            R"("bucket":[16,32],"low":[50,30],"high":[50,30],"mean":[50,30],"readings":[1,1],)"
            R"("gaps":[],"gaps_left_out":0}]})"
            "\n");
}

SampleBatch long_batch() {
  SampleBatch batch;
  for (int i = 0; i < 5000; ++i)
    batch.readings.push_back(reading(kPower, i * 0.1, i == 3210 ? 912.25 : 300 + i % 7));
  return batch;
}

double peak_of(const ThinnedChannel& channel) {
  return std::ranges::max_element(channel.trace.buckets, {}, &ThinnedBucket::high)->high;
}

TEST(TraceOverview, GivesTheLevelThatIsAskedForWithEveryPeak) {
  const std::string text = overview_text(thinned(long_batch()));
  EXPECT_EQ(std::ranges::count(text, '\n'), 3);
  for (const auto& [asked, width_seconds] :
       {std::pair{1, 16.0}, {32, 16.0}, {33, 2.0}, {256, 2.0}, {1000, 0.5}, {99999, 0.5}}) {
    const auto read = read_overview_text(text, static_cast<std::size_t>(asked));
    ASSERT_TRUE(read.ok()) << read.error().message;
    ASSERT_EQ(read->size(), 1u);
    EXPECT_EQ(Seconds(read->front().trace.width).count(), width_seconds) << asked;
    EXPECT_EQ(peak_of(read->front()), 912.25) << asked;
  }
}

TEST(TraceOverview, OfWhichLinesAreMissingIsAnErrorWhereTheyAreNeeded) {
  const std::string text = overview_text(thinned(long_batch()));
  const std::string first = text.substr(0, text.find('\n') + 1);
  EXPECT_TRUE(read_overview_text(first, 32).ok());
  EXPECT_FALSE(read_overview_text(first, 33).ok());
  EXPECT_FALSE(read_overview_text(text.substr(0, text.size() - 1), 1024).ok());
  // A file of before has not said how many there are.
  std::string older = first;
  older.erase(older.find("\"levels\":3,"), std::string("\"levels\":3,").size());
  EXPECT_TRUE(read_overview_text(older, 1024).ok());
}

// A trace has its channels in the order of their first rows.
std::string from_trace(const std::string& folder) {
  std::vector<ThinnedChannel> channels = thinned_attempt(folder, at(0), 1024).channels;
  std::ranges::stable_sort(channels, {}, [](const ThinnedChannel& channel) {
    return std::pair(channel.kind, channel.quantity);
  });
  return overview_text(channels);
}

TEST(TraceOverview, IsTheSameFromTheTraceWhereItIsMissingOrDamaged) {
  const TemporaryFolder folder;
  const std::string overview = overview_text(thinned(readings()));
  put_file(folder / "trace.csv", trace_head() + trace_rows(readings(), instrumentation(), at(0)));
  EXPECT_EQ(from_trace(folder.path()), overview);
  EXPECT_FALSE(exists(folder / "overview.jsonl"));
  for (const std::string& damaged : {std::string(), overview.substr(0, 100), std::string("{}\n"),
                                     std::string(overview.size(), '\0'),
                                     std::string(R"({"schema_version":2,"channels":[]})") + "\n"}) {
    put_file(folder / "overview.jsonl", damaged);
    EXPECT_EQ(from_trace(folder.path()), overview);
  }
}

TEST(TraceOverview, IsTakenWhereThereIsNoTraceAnyMore) {
  const TemporaryFolder folder;
  const std::string overview = overview_text(thinned(readings()));
  put_file(folder / "overview.jsonl", overview);
  const ThinnedAttempt attempt = thinned_attempt(folder.path(), at(0), 1024);
  EXPECT_EQ(attempt.start, at(0).utc);
  EXPECT_EQ(overview_text(attempt.channels), overview);
}

TEST(TraceOverview, OfThePythonToolsFilesBeginsWithTheirFirstReading) {
  const TemporaryFolder folder;
  put_file(folder / "gpu_power.csv", "timestamp,power_draw_w\n1762939801,70.5\n1762939802,71\n");
  put_file(folder / "gpu_temperature.csv",
           "timestamp,gpu_temp_c,memory_temp_c\n1762939800,44,N/A\n");
  const ThinnedAttempt attempt = thinned_attempt(folder.path(), Instant{}, 1024);
  EXPECT_EQ(attempt.start, at(0).utc);
  ASSERT_EQ(attempt.channels.size(), 2u);
  EXPECT_EQ(attempt.channels[0].quantity, "power");
  EXPECT_EQ(attempt.channels[0].trace.buckets.at(0).number, 16);  // a second after the origin
  EXPECT_EQ(attempt.channels[1].quantity, "temperature");
  EXPECT_EQ(attempt.channels[1].trace.buckets.at(0).number, 0);
}

TEST(TraceOverview, OfNothingIsNothing) {
  const TemporaryFolder folder;
  EXPECT_TRUE(thinned_attempt(folder.path(), at(0), 1024).channels.empty());
}

TEST(TraceThinning, SaysNothingOfACounterThatFellUnlessItIsKnownToWrap) {
  Instrumentation all = sample_instrumentation();
  TraceThinning reset(all, at(0).monotonic);
  all.channels[kPackage].wraps_at = 1000;
  TraceThinning wrapping(all, at(0).monotonic);
  for (TraceThinning* thinning : {&reset, &wrapping}) {
    thinning->add({{reading(kPackage, 0, 990), reading(kPackage, 1, 20)}, {}, {}});
  }
  EXPECT_TRUE(reset.channels(at(1).monotonic).empty());
  ASSERT_EQ(wrapping.channels(at(1).monotonic).size(), 1u);
  EXPECT_EQ(wrapping.channels(at(1).monotonic)[0].trace.buckets.at(0).mean, 30);
}

}  // namespace
}  // namespace mutation
