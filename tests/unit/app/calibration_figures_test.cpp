// What a calibration says of a machine, against R 4.2 on the same figures.
#include "app/calibration_figures.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mutation {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const SessionInfo kSession{.name = "run_1", .directory = "/results/run_1", .host = "bench"};

std::vector<RecordedRun> runs_of(const std::vector<double>& joules) {
  std::vector<RecordedRun> runs;
  for (const double energy : joules) {
    RecordedRun run;
    run.role = Role::calibration;
    run.outcome = Outcome::succeeded;
    run.device = "GPU-0";
    run.duration = Seconds(20);
    run.energy.gpu_energy_total_joules = energy;
    runs.push_back(std::move(run));
  }
  return runs;
}

const CalibrationFigure& figure(const CalibrationResult& result, const std::string& name) {
  const auto found = std::ranges::find_if(
      result.figures, [&](const CalibrationFigure& one) { return one.spec.name == name; });
  EXPECT_NE(found, result.figures.end()) << name;
  return *found;
}

TEST(Calibration, FindsHowFarRunsLieApart) {
  const auto result =
      calibration_result(runs_of({812, 818, 807, 830, 799, 815, 821, 808, 811, 826}), kSession);
  EXPECT_EQ(result.runs, 10);
  EXPECT_EQ(result.succeeded, 10);
  const CalibrationFigure& gpu = figure(result, "gpu_joules");
  EXPECT_EQ(gpu.runs, 10);
  EXPECT_NEAR(gpu.mean, 814.7, 1e-9);
  ASSERT_TRUE(gpu.noise && gpu.seen_with_five);
  EXPECT_NEAR(gpu.noise->value, 0.0114568903, 1e-10);
  EXPECT_NEAR(gpu.noise->low, 0.0078804525, 1e-10);
  EXPECT_NEAR(gpu.noise->high, 0.0209158156, 1e-10);
  EXPECT_NEAR(*gpu.seen_with_five, 0.0231938, 1e-6) << "power.t.test(n = 5, power = 0.8)";
  const CalibrationFigure& time = figure(result, "duration");
  EXPECT_EQ(time.noise->value, 0);
  EXPECT_EQ(time.seen_with_five, std::nullopt);
  const auto lines = calibration_lines(result);
  EXPECT_EQ(lines[0], "Noise floor of bench with GPU-0, by 10 of 10 runs of the control workload");
  EXPECT_THAT(lines, Contains("GPU energy: single runs of the same work differ by 1.1 % here, "
                              "which is much"));
  EXPECT_THAT(lines, Contains(HasSubstr("advice: the GPU: turn persistence mode on")));
  EXPECT_THAT(lines, Contains("CPU energy: not measured; the runs' records say why"));
  const auto json = nlohmann::json::parse(calibration_json(result));
  EXPECT_EQ(json["figures"][0]["figure"], "gpu_joules");
  EXPECT_EQ(json["figures"][0]["much_noise"], true);
  EXPECT_TRUE(json["figures"][2]["mean"].is_null());
}

TEST(Calibration, KnowsNothingWhereNoRunSucceeded) {
  std::vector<RecordedRun> runs = runs_of({812, 818});
  for (RecordedRun& run : runs) run.outcome = Outcome::suspect;
  EXPECT_THAT(
      calibration_lines(calibration_result(runs, kSession)),
      testing::ElementsAre(
          "Noise floor of bench with GPU-0, by 0 of 2 runs of the control workload", "",
          "no run succeeded, so that nothing is known of the noise: `mutation status run_1` "
          "says why",
          "Recorded in /results/run_1"));
}

TEST(Calibration, AdvisesNothingWhereThereIsLittleNoise) {
  const auto result = calibration_result(runs_of({800, 801, 799, 800.5, 800}), kSession);
  EXPECT_THAT(result.advice, IsEmpty());
  EXPECT_THAT(calibration_lines(result), Not(Contains(HasSubstr("which is much"))));
}

TEST(Calibration, NamesWhatTheMachineLacks) {
  SessionInfo session = kSession;
  session.fitness = {{"CPU governor", "powersave", true, "", "-g performance"},
                     {"SMT", "on", false, "", ""}};
  const auto result = calibration_result(runs_of({800, 850, 790}), session);
  EXPECT_EQ(result.advice.front(), "CPU governor: powersave (-g performance)");
  EXPECT_THAT(result.advice, Not(Contains(HasSubstr("SMT"))));
}

TEST(Calibration, CountsRunsThatSucceededOnly) {
  auto runs = runs_of({800, 801, 2000, 803});
  runs[2].outcome = Outcome::suspect;
  runs.push_back(runs[0]);
  runs[4].role = Role::warm_up;
  const auto result = calibration_result(runs, kSession);
  EXPECT_EQ(result.runs, 4);
  EXPECT_EQ(result.succeeded, 3);
  EXPECT_NEAR(figure(result, "gpu_joules").mean, 801.3333333, 1e-6);
  EXPECT_THAT(calibration_lines(result), Contains(HasSubstr("did not succeed are left out")));
}

TEST(Calibration, TwoRunsSayNothing) {
  const auto result = calibration_result(runs_of({800, 900}), kSession);
  EXPECT_EQ(figure(result, "gpu_joules").noise, std::nullopt);
  EXPECT_THAT(result.advice, IsEmpty());
  EXPECT_THAT(calibration_lines(result),
              Contains("GPU energy: measured in 2 runs only, of which fewer than 3 say nothing"));
}

TEST(Calibration, OfASimulatedGpuSaysSo) {
  auto runs = runs_of({800, 801, 802});
  for (RecordedRun& run : runs) run.simulated = true;
  const auto result = calibration_result(runs, kSession);
  EXPECT_THAT(calibration_lines(result)[0], HasSubstr("simulated GPU: a model"));
  EXPECT_EQ(nlohmann::json::parse(calibration_json(result))["simulated"], true);
}

}  // namespace
}  // namespace mutation
