// Traces and JSON Lines.
#include "export/traces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "export/run_json.h"
#include "record/utc_text.h"
#include "runs.h"

namespace mutation {
namespace {

class Traces : public testing::Test {
 protected:
  Traces() {
    run_.run_id = "r1";
    std::string name = testing::TempDir() + "export_traces_XXXXXX";
    run_.directory = mkdtemp(name.data());
    std::filesystem::create_directory(run_.directory + "/energy");
  }
  ~Traces() override { std::filesystem::remove_all(run_.directory); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(run_.directory + "/energy/" + name) << text;
  }

  std::string exported() {
    std::string text;
    const auto done = write_traces(run_, [&](std::string_view piece) {
      text += piece;
      return Status{};
    });
    if (!done) return "error: " + done.error().message;
    written_ = *done;
    return text;
  }

  RecordedRun run_ = made_up_run("lab_small_001");
  TracesWritten written_;
};

TEST_F(Traces, CountFromTheStartOfTheTraining) {
  run_.start = utc_of("2026-01-05T10:00:02.000000Z");
  write("trace.csv",
        "monotonic_s,utc,device,quantity,value,unit,source,note\n"
        "100.000000,2026-01-05T10:00:00.000000Z,GPU-1,power,60.5,W,nvml,\n"
        "103.250000,2026-01-05T10:00:03.250000Z,GPU-1,power,,W,nvml,GPU is lost\n"
        "103.500000,2026-01-05T10:00:03.500000Z,GPU-1,power,300,W,nvml,\n"
        "104.0,2026-01");
  write("gpu_power.csv", "timestamp,power_draw_w\n1,2\n");
  EXPECT_EQ(exported(),
            "r1,-2.000000,GPU-1,power,60.5,W\n"
            "r1,1.500000,GPU-1,power,300,W\n");
  EXPECT_EQ(written_.without_value, 1u);
  EXPECT_EQ(written_.unreadable, 1u);
}

TEST_F(Traces, OfThePythonToolShareOneClock) {
  write("gpu_power.csv", "timestamp,power_draw_w\n1700000000,66.75\n1700000001,210.5\n");
  write("gpu_temperature.csv", "timestamp,gpu_temp_c,memory_temp_c\n1700000001,61,N/A\n");
  EXPECT_EQ(exported(),
            "r1,0.000000,GPU,power,66.75,W\n"
            "r1,1.000000,GPU,power,210.5,W\n"
            "r1,1.000000,GPU,temperature,61,C\n");
}

TEST_F(Traces, ThatAreNoneAreAnError) {
  write("trace.csv", "a,b\n1,2\n");
  EXPECT_THAT(exported(), testing::HasSubstr("trace.csv: line 1: no trace: a,b"));
}

TEST(RunJson, HasEverythingAndNullForWhatIsAbsent) {
  std::vector<RecordedRun> runs = {
      parallel_run("lab_small_001_parallel", {{"epochs", std::int64_t{3}}})};
  runs[0].inferred = {"start"};
  const Json json = run_json(runs[0], AuditedRuns(runs));
  EXPECT_EQ(json["run_id"], "uuid-lab_small_001_parallel");
  EXPECT_EQ(json["mode"], "parallel");
  EXPECT_EQ(json["background"]["hyperparameters"]["epochs"], 1);
  EXPECT_EQ(json["energy_metrics"]["gpu_energy_total_joules"], 1000.0);
  EXPECT_EQ(json["performance_metrics"]["test_accuracy"], 91.5);
  EXPECT_TRUE(json["exit_code"].is_null());
  EXPECT_TRUE(json["start"].is_null());
  EXPECT_EQ(json["inferred"][0], "start");
  EXPECT_EQ(json["audit_verdict"], "trust");
  EXPECT_EQ(json["audit_codes"], Json::array({"energy_partial"}));
  EXPECT_TRUE(json["duplicate_of"].is_null());
}

}  // namespace
}  // namespace mutation
