#include "campaign/cooling_knowledge.h"

#include <gtest/gtest.h>

namespace mutation {
namespace {

PlannedRun run_with(CoolingPolicy policy) {
  PlannedRun run;
  run.rules.cooling_policy = policy;
  return run;
}

CoolingRecord gate(GateVerdict verdict, double celsius) {
  CoolingRecord cooling;
  cooling.verdict = verdict;
  cooling.end_temperature = Celsius{celsius};
  return cooling;
}

const PlannedRun kMatch = run_with(CoolingPolicy::match);
const PlannedRun kSettled = run_with(CoolingPolicy::settled);

TEST(CoolingKnowledge, StartsWithWhatEarlierSessionsLearned) {
  const CoolingKnowledge knowledge({{.id = "GPU-0",
                                     .time_constant = KnownTimeConstant{Seconds(60), 0.1},
                                     .at_rest = Celsius{31},
                                     .idle_power = Watts{30}}},
                                   {});
  const CoolingReferences known = knowledge.before(kSettled, "GPU-0", 0);
  EXPECT_EQ(known.time_constant->value, Seconds(60));
  EXPECT_EQ(known.idle_temperature, Celsius{31});
  EXPECT_EQ(known.idle_power, Watts{30});
  EXPECT_FALSE(knowledge.before(kSettled, "GPU-1", 0).idle_power.has_value());
}

TEST(CoolingKnowledge, TakesWhatTheSettingsGiveBeforeAll) {
  CoolingKnowledge knowledge;
  knowledge.note_gate(kMatch, "GPU-0", gate(GateVerdict::settled, 31));
  PlannedRun run = kMatch;
  run.rules.idle_temperature_celsius = 28;
  run.rules.idle_power_watts = 25;
  run.rules.start_temperature_celsius = 45;
  const CoolingReferences known = knowledge.before(run, "GPU-0", 0);
  EXPECT_EQ(known.idle_temperature, Celsius{28});
  EXPECT_EQ(known.idle_power, Watts{25});
  EXPECT_EQ(known.target, Celsius{45});
}

TEST(CoolingKnowledge, LearnsFromEachGate) {
  CoolingKnowledge knowledge;
  CoolingRecord cooling = gate(GateVerdict::settled, 33);
  cooling.idle_power = Watts{31};
  cooling.fit = CoolingFit{.time_constant = Seconds(62), .at_rest = Celsius{32}};
  knowledge.note_gate(kMatch, "GPU-0", cooling);
  cooling.idle_power = Watts{34};
  knowledge.note_gate(kMatch, "GPU-0", cooling);
  const CoolingReferences known = knowledge.before(kSettled, "GPU-0", 0);
  EXPECT_EQ(known.time_constant->value, Seconds(62));
  EXPECT_EQ(known.idle_temperature, Celsius{32});
  EXPECT_EQ(known.idle_power, Watts{31}) << "the lowest";
}

TEST(CoolingKnowledge, AnIdlePowerOfOtherDaysDoesNotHoldUpEveryGate) {
  CoolingKnowledge knowledge({{.id = "GPU-0", .idle_power = Watts{20}}}, {});
  knowledge.note_gate(kMatch, "GPU-0", gate(GateVerdict::timed_out, 31));
  EXPECT_FALSE(knowledge.before(kSettled, "GPU-0", 0).idle_power.has_value());
}

TEST(CoolingKnowledge, KeepsTheSessionsStartTemperatureAcrossAResumption) {
  const CoolingKnowledge knowledge(
      {}, {{.run_id = "a", .device = "GPU-0", .temperature = {40.2}, .target = Celsius{40}},
           {.run_id = "b", .device = "GPU-0", .temperature = {39.8}, .target = Celsius{40}}});
  const CoolingReferences known = knowledge.before(kMatch, "GPU-0", 0);
  EXPECT_EQ(known.target, Celsius{40});
  EXPECT_EQ(known.starts.size(), 2u);
}

TEST(WarmUps, AreBoundedAndOnlyToMatch) {
  CoolingKnowledge knowledge;
  EXPECT_TRUE(knowledge.before(kMatch, "GPU-0", 0).may_warm_up);
  EXPECT_FALSE(knowledge.before(kMatch, "GPU-0", kMostWarmUpsInARow).may_warm_up);
  EXPECT_FALSE(knowledge.before(kSettled, "GPU-0", 0).may_warm_up);
}

TEST(WarmUps, AreFewerOnceTheyHaveNotHelped) {
  CoolingKnowledge knowledge;
  const CoolingRecord cold = gate(GateVerdict::too_cold, 35);
  knowledge.note_gate(kMatch, "GPU-0", cold);
  knowledge.note_start(kMatch, "GPU-0", cold);
  EXPECT_TRUE(knowledge.before(kMatch, "GPU-0", 0).may_warm_up);
  EXPECT_FALSE(knowledge.before(kMatch, "GPU-0", 1).may_warm_up);
}

TEST(WarmUps, AStartTemperatureThatTheTrainingsCannotReachIsGivenUp) {
  CoolingKnowledge knowledge;
  CoolingRecord cold = gate(GateVerdict::too_cold, 35);
  cold.target_temperature = Celsius{60};
  knowledge.note_gate(kMatch, "GPU-0", cold);
  PlannedRun run = kMatch;
  run.index = 2;
  EXPECT_EQ(knowledge.note_start(run, "GPU-0", cold),
            "warm-ups did not bring the GPU to 60.0 C: run 2 starts with 35.0 C, and the session's "
            "runs with that from here on");
  EXPECT_EQ(knowledge.before(kMatch, "GPU-0", 0).target, Celsius{35});
  EXPECT_EQ(knowledge.note_start(run, "GPU-0", cold), "") << "one warning is enough";
}

TEST(WarmUps, AStartTemperatureThatWasGivenUpStaysSoAcrossAResumption) {
  const CoolingKnowledge knowledge(
      {}, {{.run_id = "a", .device = "GPU-0", .temperature = {35}, .target = Celsius{60}}});
  EXPECT_EQ(knowledge.before(kMatch, "GPU-0", 0).target, Celsius{35});
}

TEST(WarmUps, AStartTemperatureThatIsGivenIsThatEntrysOwn) {
  CoolingKnowledge knowledge;
  PlannedRun given = kMatch;
  given.rules.start_temperature_celsius = 60;
  CoolingRecord cold = gate(GateVerdict::too_cold, 35);
  cold.target_temperature = Celsius{60};
  cold.fit = CoolingFit{.time_constant = Seconds(62), .at_rest = Celsius{32}};
  knowledge.note_gate(given, "GPU-0", cold);
  EXPECT_FALSE(knowledge.before(kMatch, "GPU-0", 0).target.has_value()) << "it learns one";
  EXPECT_EQ(knowledge.note_start(given, "GPU-0", cold),
            "warm-ups did not bring the GPU to 60.0 C: run 0 starts with 35.0 C");
  EXPECT_FALSE(knowledge.before(kMatch, "GPU-0", 0).target.has_value());
  EXPECT_EQ(knowledge.before(given, "GPU-0", 0).target, Celsius{60});
}

TEST(WarmUps, AProvisionalStartTemperatureIsLearnedAnewBehindThem) {
  CoolingKnowledge knowledge;
  CoolingRecord cold = gate(GateVerdict::too_cold, 31);
  cold.target_temperature = Celsius{36};
  knowledge.note_gate(kMatch, "GPU-0", cold);
  EXPECT_FALSE(knowledge.before(kMatch, "GPU-0", 0).target.has_value());
  CoolingRecord warm = gate(GateVerdict::settled, 38);
  warm.target_temperature = Celsius{38};
  knowledge.note_gate(kMatch, "GPU-0", warm);
  EXPECT_EQ(knowledge.before(kMatch, "GPU-0", 0).target, Celsius{38});
}

TEST(WarmUps, DoNotHeatADeviceThatCoolsFastBeyondMeasure) {
  const CoolingKnowledge knowledge({{.id = "GPU-0",
                                     .time_constant = KnownTimeConstant{Seconds(3), 0.1},
                                     .at_rest = Celsius{31}}},
                                   {});
  PlannedRun run = kMatch;
  run.rules.start_temperature_celsius = 36;
  // 31 + 6 · e^(10 / 3) would be 199.
  EXPECT_EQ(knowledge.warm_until(run, "GPU-0", 0), Celsius{80});
  run.rules.start_temperature_celsius = 85;
  EXPECT_EQ(knowledge.warm_until(run, "GPU-0", 0), Celsius{86});
}

TEST(WarmUps, GoOnUntilTheStopLeavesTheDeviceWarmEnough) {
  CoolingKnowledge knowledge({{.id = "GPU-0",
                               .time_constant = KnownTimeConstant{Seconds(20), 0.1},
                               .at_rest = Celsius{31}}},
                             {});
  EXPECT_FALSE(knowledge.warm_until(kMatch, "GPU-0", 0).has_value()) << "nothing to reach yet";
  PlannedRun run = kMatch;
  run.rules.start_temperature_celsius = 36;
  // 31 + 6 · e^(10 / 20)
  EXPECT_NEAR(knowledge.warm_until(run, "GPU-0", 0)->value, 40.9, 0.05);
  EXPECT_NEAR(knowledge.warm_until(run, "GPU-0", 1)->value, 50.9, 0.05) << "it was not enough";
}

TEST(CoolingKnowledge, GivesTheNextSessionWhatItLearned) {
  CoolingKnowledge knowledge;
  EXPECT_FALSE(knowledge.has_learned());
  CoolingRecord cooling = gate(GateVerdict::settled, 33);
  cooling.fit = CoolingFit{.time_constant = Seconds(62), .at_rest = Celsius{32}};
  knowledge.note_gate(kMatch, "GPU-0", cooling);
  const auto learned = knowledge.learned({{.id = "GPU-9", .session = "old"}}, "run_1", UtcTime{});
  ASSERT_EQ(learned.size(), 2u);
  EXPECT_EQ(learned[0].session, "old");
  EXPECT_EQ(learned[1].id, "GPU-0");
  EXPECT_EQ(learned[1].time_constant->value, Seconds(62));
  EXPECT_EQ(learned[1].at_rest, Celsius{32});
}

}  // namespace
}  // namespace mutation
