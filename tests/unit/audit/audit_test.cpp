#include "audit/audit.h"

#include <gmock/gmock.h>

#include <chrono>

#include "rows.h"

namespace mutation {
namespace {

using testing::HasSubstr;

TEST(Audit, TrustsRunsThatAgreeWithOneAnother) {
  const Audit audit = audit_runs(rows(8));
  EXPECT_EQ(audit.trusted, 8u);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(grave(audit, i), "") << i;
}

TEST(Audit, DoubtsRunsOfASessionWhoseTrainScriptWasAnother) {
  std::vector<RecordedRun> runs = rows(8);
  for (std::size_t i = 0; i < 6; ++i) {
    runs[i].session = "run_a";
    runs[i].train_script_sha256 = i < 4 ? "1111111111aa" : "2222222222bb";
  }
  runs[5].git_commit = "cccccccccccc";
  runs[6].session = "run_b";
  runs[6].train_script_sha256 = "3333333333cc";
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 0), "");
  EXPECT_EQ(grave(audit, 4), "code_changed");
  EXPECT_EQ(audit.runs[4].findings.at(0).evidence,
            "not the code of 4 of the 6 runs of lab in its session: train script 2222222222, not "
            "1111111111");
  EXPECT_EQ(grave(audit, 5), "code_changed");
  EXPECT_EQ(audit.runs[6].findings.at(0).code, "code_changed");
  EXPECT_EQ(audit.runs[6].worst, Gravity::note);
  EXPECT_THAT(audit.runs[6].findings[0].related, testing::ElementsAre(0, 1, 2));
  // Of it nothing is known.
  EXPECT_TRUE(audit.runs[7].findings.empty());
}

TEST(Audit, NotesAnotherCommitWithTheSameTrainScript) {
  std::vector<RecordedRun> runs = rows(6);
  for (RecordedRun& run : runs) {
    run.session = "run_a";
    run.train_script_sha256 = "1111111111aa";
    run.git_commit = "aaaaaaaaaaaa";
  }
  runs[3].git_commit = "bbbbbbbbbbbb";
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(audit.runs[3].worst, Gravity::note);
  EXPECT_THAT(audit.runs[3].findings.at(0).evidence,
              HasSubstr("commit bbbbbbbbbb, not aaaaaaaaaa"));
}

TEST(Audit, OfNothingFindsNothing) {
  EXPECT_EQ(audit_runs({}).runs.size(), 0u);
}

TEST(Audit, DoesNotUseWhatTheRecordItselfTellsToHaveFailed) {
  std::vector<RecordedRun> runs = rows(6);
  runs[2].success = false;
  runs[2].error_message = "Error: out of memory";
  runs[3].outcome = Outcome::suspect;
  runs[3].reasons = {{"throttled", "it throttled for 20 s"}};
  runs[4].simulated = true;
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 2), "failed");
  EXPECT_THAT(audit.runs[2].findings[0].evidence, HasSubstr("out of memory"));
  EXPECT_EQ(grave(audit, 3), "suspect");
  EXPECT_EQ(audit.runs[3].worst, Gravity::doubtful);
  EXPECT_EQ(grave(audit, 4), "simulated");
  EXPECT_EQ(audit.trusted, 3u);
  EXPECT_EQ(audit.totals.at("failed"), 1u);
}

TEST(Audit, TellsMissingImpossibleAndConstantFiguresApart) {
  std::vector<RecordedRun> runs = rows(6);
  runs[0].reported = runs[0].energy = {};
  runs[1].reported.cpu_energy_pkg_joules.reset();
  runs[1].reported.cpu_energy_total_joules.reset();
  runs[2].reported.gpu_util_avg_percent = 140;
  runs[3].reported.gpu_power_min_watts = runs[3].reported.gpu_power_max_watts = 230.03;
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 0), "energy_missing");
  EXPECT_EQ(grave(audit, 1), "energy_partial");
  EXPECT_THAT(audit.runs[1].findings[0].evidence, HasSubstr("no CPU energy"));
  EXPECT_EQ(grave(audit, 2), "impossible_figure");
  EXPECT_EQ(grave(audit, 3), "constant_figure");
}

TEST(Audit, DoubtsNoRunOfThisProgramForASensorThatItsMachineLacks) {
  std::vector<RecordedRun> runs = rows(6);
  runs[1].kind = RecordKind::session;
  runs[1].reported.cpu_energy_pkg_joules.reset();
  runs[1].reported.cpu_energy_total_joules.reset();
  const Audit audit = audit_runs(runs);
  ASSERT_EQ(audit.runs[1].findings.size(), 1u);
  EXPECT_EQ(audit.runs[1].findings[0].code, "energy_partial");
  EXPECT_EQ(audit.runs[1].findings[0].severity, Gravity::note);
}

TEST(Audit, GivesTheReasonOfTheFigureThatIsMissing) {
  std::vector<RecordedRun> runs = rows(3);
  for (RecordedRun& run : runs) {
    run.kind = RecordKind::session;
    run.device = "GPU-7";
    run.energy.reasons = {"gpu_energy_above_idle_joules: the gate gave no idle baseline"};
  }
  for (const std::size_t i : {0U, 1U}) {
    runs[i].reported.cpu_energy_pkg_joules.reset();
    runs[i].reported.cpu_energy_total_joules.reset();
  }
  runs[1].energy.reasons.emplace_back("CPU energy (RAPL): may not be read");
  runs[2].reported.gpu_energy_total_joules.reset();
  runs[2].energy.gpu_energy_total_joules.reset();
  runs[2].energy.reasons.insert(runs[2].energy.reasons.end(),
                                {"CPU energy (RAPL): may not be read", "GPU-7: no readings"});
  const Audit audit = audit_runs(runs);
  const auto evidence = [&](std::size_t i) {
    return find_code(audit, i, "energy_partial")->evidence;
  };
  EXPECT_EQ(evidence(0), "the record has no CPU energy");
  EXPECT_EQ(evidence(1), "the record has no CPU energy: CPU energy (RAPL): may not be read");
  EXPECT_EQ(evidence(2), "the record has no GPU energy: GPU-7: no readings");
}

TEST(Audit, SaysHowLowASumOfSamplesIs) {
  std::vector<RecordedRun> runs = rows(1);
  runs[0].reported.gpu_energy_total_joules = *runs[0].reported.gpu_power_avg_watts * 400;
  Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 0), "energy_sum_low");
  EXPECT_THAT(audit.runs[0].findings[0].evidence, HasSubstr("about 60 % low"));
  // The trace puts it right: worth a note only.
  runs[0].energy.gpu_energy_total_joules = 230000;
  audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 0), "");
  EXPECT_NE(find_code(audit, 0, "energy_sum_low"), nullptr);
}

TEST(Audit, DoubtsADurationOfNothingAndUsesNoneThatIsNegative) {
  std::vector<RecordedRun> runs = rows(2);
  runs[0].duration = Seconds(0);
  runs[1].duration = Seconds(-5);
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 0), "constant_figure");
  EXPECT_THAT(audit.runs[0].findings[0].evidence, HasSubstr("the duration is 0"));
  EXPECT_EQ(grave(audit, 1), "impossible_figure");
  EXPECT_THAT(audit.runs[1].findings[0].evidence, HasSubstr("duration_seconds is -5"));
}

TEST(Audit, DoubtsARecordWithFiguresThatAreNoNumbers) {
  std::vector<RecordedRun> runs = rows(1);
  runs[0].unusable = {"perf_hits is nan"};
  EXPECT_EQ(grave(audit_runs(runs), 0), "unreadable_figure");
}

TEST(Audit, DoubtsTheEnergyOfATraceThatCoversOnlyAPart) {
  std::vector<RecordedRun> runs = rows(1);
  runs[0].traces = RecordedTraces{.energy_coverage = 0.6};
  runs[0].energy.gpu_energy_total_joules = 140000;
  EXPECT_EQ(grave(audit_runs(runs), 0), "energy_coverage_low");
  EXPECT_THAT(audit_runs(runs).runs[0].findings[0].evidence, HasSubstr("60 %"));
  runs[0].traces->energy_coverage = 0.99;
  EXPECT_EQ(grave(audit_runs(runs), 0), "");
}

TEST(Audit, CountsARunOnceThoughItStandsUnderTwoIds) {
  std::vector<RecordedRun> runs = rows(3);
  runs.push_back(runs[1]);
  runs[3].experiment_id = "default__lab_net_001";
  runs[3].metrics.clear();
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 3), "duplicate");
  EXPECT_EQ(audit.runs[3].findings[0].related, std::vector<std::size_t>{1});
  EXPECT_EQ(grave(audit, 1), "");
}

TEST(Audit, KnowsARunByItsDurationThoughItWasSavedTwice) {
  std::vector<RecordedRun> runs = rows(3);
  runs[1].duration = Seconds(1000.3227665424347);
  runs.push_back(runs[1]);
  runs[3].timestamp = "2025-11-01T00:51:03.000777";
  runs[3].reported = runs[3].energy = {};
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 3), "energy_missing duplicate");
  EXPECT_THAT(audit.runs[3].findings[1].evidence, HasSubstr("both took 1000.3227665424347 s"));
  EXPECT_EQ(grave(audit, 1), "");
}

TEST(Audit, NotesNamesThatRepeat) {
  std::vector<RecordedRun> runs = rows(3);
  runs[2].experiment_id = runs[0].experiment_id;
  const Audit audit = audit_runs(runs);
  ASSERT_NE(find_code(audit, 0, "repeated_id"), nullptr);
  EXPECT_EQ(find_code(audit, 0, "repeated_id")->severity, Gravity::note);
  EXPECT_EQ(find_code(audit, 1, "repeated_id"), nullptr);
}

TEST(Audit, FindsPausesThatAreMissingAndRunsThatOverlap) {
  std::vector<RecordedRun> runs = {row(1, 2000), row(2, 3063), row(3, 4066.2), row(4, 4800)};
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 1), "");
  EXPECT_EQ(grave(audit, 2), "missing_cooling");
  EXPECT_THAT(audit.runs[2].findings[0].evidence, HasSubstr("3.2 s after lab_net_002"));
  EXPECT_EQ(grave(audit, 3), "overlap");
}

TEST(Audit, KnowsThatAParallelRunsBackgroundBeginsEarlier) {
  std::vector<RecordedRun> runs = {row(1, 2000), row(2, 3090), row(3, 4153)};
  make_parallel(runs[1]);
  make_parallel(runs[2]);
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(find_code(audit, 1, "missing_cooling"), nullptr);  // 60 s, then the background
  EXPECT_NE(find_code(audit, 2, "missing_cooling"), nullptr);  // 33 s, then the background
}

TEST(Audit, SeesMetricsOnAnotherScale) {
  std::vector<RecordedRun> runs = rows(8);
  for (RecordedRun& run : runs) run.metrics = {{"accuracy", 0.9}, {"test_loss", 0.4}};
  runs[1].metrics[0].value = 4580;
  runs[2].metrics[0].value = 91.2;
  runs[3].metrics[1].value = 1.6;  // a loss may be anything
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 1), "metric_scale");
  EXPECT_EQ(grave(audit, 2), "metric_scale");
  EXPECT_EQ(grave(audit, 3), "");
  EXPECT_EQ(audit.trusted, 6u);
}

TEST(Audit, LeavesPoorPercentagesAlone) {
  std::vector<RecordedRun> runs = rows(8);
  runs[1].metrics[0].value = 4.6;
  runs[2].metrics[0].value = 0;
  EXPECT_EQ(audit_runs(runs).trusted, 8u);
}

TEST(Audit, TakesSecondsForTensOfThousandsOfRows) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 20000; ++i) {
    runs.push_back(row(i, 2000));
    runs.back().timestamp = fmt::format("2025-11-01T00:{:02}:{:02}.{:06}", i / 60 % 60, i % 60, i);
    runs.back().experiment_id = "same";
  }
  EXPECT_EQ(audit_runs(runs).runs.size(), 20000u);
}

TEST(Audit, TakesNoTwoRunsOfOurOwnForOneThoughTheyTookTheSameTime) {
  std::vector<RecordedRun> runs = rows(3);
  for (RecordedRun& run : runs) run.kind = RecordKind::session;
  runs[1].duration = runs[2].duration = Seconds(10793.573307767312);
  EXPECT_EQ(grave(audit_runs(runs), 1), "");
  EXPECT_EQ(grave(audit_runs(runs), 2), "");
  // A row that a table has of one of them is a copy all the same.
  runs.push_back(runs[2]);
  runs[3].kind = RecordKind::csv_row;
  runs[3].run_id = "by content";
  runs[3].timestamp = "2025-11-03T00:00:00.000001";
  EXPECT_THAT(grave(audit_runs(runs), 3), HasSubstr("duplicate"));
}

TEST(Audit, KnowsACopyWhoseLastDigitMoved) {
  std::vector<RecordedRun> runs = rows(6);
  runs[1].duration = Seconds(1267.3227665424347);
  runs.push_back(runs[1]);
  runs[6].experiment_id = "lab_net_1_again";
  runs[6].timestamp = "2025-11-03T00:00:00.000001";
  runs[6].duration = Seconds(std::nextafter(1267.3227665424347, 2000));
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 6), "duplicate");
}

}  // namespace
}  // namespace mutation
