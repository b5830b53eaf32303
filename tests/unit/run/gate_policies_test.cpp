// The fixed wait, strangers, and the gate that matches a start temperature.
#include <algorithm>

#include "unit/run/gate_fixture.h"

namespace mutation {
namespace {

using namespace made_up;

class Policies : public GateTest {};

TEST_F(Policies, AFixedWaitIsVerifiedAndNeverExtended) {
  cool(70, 31, 200);
  GateOptions asked = options(60, 300);
  asked.policy = CoolingPolicy::fixed;
  CoolingGate it(asked, at(100));
  EXPECT_EQ(over_at(it, 400), 60);
  EXPECT_TRUE(it.may_begin());
  EXPECT_EQ(it.record(at(160)).verdict, GateVerdict::not_settled);
  EXPECT_EQ(it.record(at(160)).policy, CoolingPolicy::fixed);
}

TEST_F(Policies, AFixedWaitThatWasLongEnoughIsSettled) {
  cool(40, 31, 6);
  GateOptions asked = options(60, 300);
  asked.policy = CoolingPolicy::fixed;
  CoolingGate it(asked, at(100));
  EXPECT_EQ(over_at(it, 400), 60);
  EXPECT_EQ(it.record(at(160)).verdict, GateVerdict::settled);
}

TEST_F(Policies, AFixedWaitGoesOnWhileAStrangerComputes) {
  cool(31, 31, 6);
  GateOptions asked = options(60, 300);
  asked.policy = CoolingPolicy::fixed;
  CoolingGate stays(asked, at(100));
  EXPECT_EQ(over_at(stays, 400, "pid 7 (python3)"), 300) << "not beyond the maximum";
  EXPECT_EQ(stays.record(at(400)).verdict, GateVerdict::not_settled);
  EXPECT_EQ(stays.record(at(400)).reason, "still computing on the GPU: pid 7 (python3)");
  CoolingGate goes(asked, at(500));
  feed(seen_, kPower, 490, 580, 30);
  feed(seen_, kTemperature, 490, 580, 31);
  EXPECT_FALSE(goes.check(at(570), seen_, "pid 7 (python3)"));
  EXPECT_TRUE(goes.check(at(570.5), seen_, ""));
  EXPECT_EQ(goes.record(at(570.5)).verdict, GateVerdict::settled);
}

TEST_F(Policies, AFixedWaitWithoutAMinimumStillSeesWhatTheDeviceDrawsAtRest) {
  cool(31, 31, 6);
  GateOptions asked = options(0, 300);
  asked.policy = CoolingPolicy::fixed;
  CoolingGate it(asked, at(100));
  EXPECT_EQ(over_at(it, 20), 5);
  EXPECT_DOUBLE_EQ(it.record(at(105)).idle_power->value, 30);
}

TEST_F(Policies, AFixedWaitForReadingsEndsAlsoWhereSensorsFail) {
  GateOptions asked = options(0, 300);
  asked.policy = CoolingPolicy::fixed;
  CoolingGate it(asked, at(100));
  EXPECT_FALSE(it.check(at(104.9), seen_, ""));
  EXPECT_TRUE(it.check(at(105), seen_, ""));
  EXPECT_EQ(it.record(at(105)).reason, "the GPU's sensors do not answer");
}

TEST_F(Policies, AFixedWaitOfNothingSaysThatTheReadingsAreTooFew) {
  cool(60, 31, 6);
  GateOptions asked = options(0, 0);
  asked.policy = CoolingPolicy::fixed;
  CoolingGate it(asked, at(100));
  EXPECT_EQ(over_at(it, 10), 0);
  const CoolingRecord record = it.record(at(100));
  EXPECT_EQ(record.verdict, GateVerdict::not_verifiable);
  EXPECT_EQ(record.reason, "the readings since the gate began are too few for a trend");
  EXPECT_FALSE(record.idle_power.has_value());
  EXPECT_DOUBLE_EQ(record.end_temperature->value, 60) << "the last reading";
}

// The training before it heats the device up to the gate's start.
TEST_F(Policies, AShortFixedWaitHasNothingOfTheTrainingBeforeIt) {
  temperature_ = [](double since) { return since < 0 ? 33.6 + since * 0.3 : 33.6 - since * 0.35; };
  GateOptions asked = options(3, 3);
  asked.policy = CoolingPolicy::fixed;
  CoolingGate it(asked, at(100));
  EXPECT_EQ(over_at(it, 10), 3);
  const CoolingRecord record = it.record(at(103));
  EXPECT_NEAR(record.end_temperature->value, 32.55, 1e-6);
  EXPECT_EQ(record.verdict, GateVerdict::not_settled);
  EXPECT_EQ(record.reason, "temperature still moves by -0.35 C/s at 33 C");
}

TEST_F(Policies, AFixedWaitForReadingsIsNotForThoseWhoWantNone) {
  GateOptions asked = options(0, 0);
  asked.policy = CoolingPolicy::fixed;
  EXPECT_TRUE(CoolingGate(asked, at(100)).check(at(100), seen_, "")) << "a maximum of 0";
  asked.maximum = Seconds(300);
  asked.wants_baseline = false;
  EXPECT_TRUE(CoolingGate(asked, at(100)).check(at(100), seen_, "")) << "a run that is discarded";
  asked.wants_baseline = true;
  const Instrumentation nothing;
  const Observations blind(nothing);
  EXPECT_TRUE(CoolingGate(asked, at(100)).check(at(100), blind, "")) << "no sensors";
}

TEST_F(Policies, AStrangerIsRefusedAtOnceWhereTheRulesSaySo) {
  GateOptions asked = options(60, 300);
  asked.strangers = StrangerPolicy::refuse;
  CoolingGate it(asked, at(100));
  EXPECT_FALSE(it.check(at(101), seen_, ""));
  EXPECT_TRUE(it.check(at(102), seen_, "pid 7 (python3)"));
  EXPECT_FALSE(it.may_begin());
  EXPECT_EQ(it.record(at(102)).verdict, GateVerdict::refused);
  EXPECT_EQ(it.record(at(102)).reason, "pid 7 (python3)");
}

class Matching : public GateTest {
 protected:
  static GateOptions to_match(std::optional<double> target) {
    GateOptions asked = options(60, 300);
    asked.policy = CoolingPolicy::match;
    if (target) asked.known.target = Celsius{*target};
    asked.known.may_warm_up = true;
    return asked;
  }
};

TEST_F(Matching, OpensAtTheStartTemperature) {
  cool(70, 31, 60);
  CoolingGate it(to_match(40), at(100));
  const double opened = over_at(it, 400);
  // 60 s · ln(39 / 9.3)
  EXPECT_NEAR(opened, 86, 2);
  const CoolingRecord record = it.record(at(100 + opened));
  EXPECT_EQ(record.verdict, GateVerdict::settled);
  EXPECT_NEAR(record.end_temperature->value, 40, 0.5);
  EXPECT_EQ(record.target_temperature, Celsius{40});
  EXPECT_DOUBLE_EQ(record.idle_power->value, 30);
  EXPECT_TRUE(it.may_begin());
}

TEST_F(Matching, SaysThatADeviceIsTooColdOnceTheMinimumHasPassed) {
  cool(31, 31, 60);
  CoolingGate it(to_match(40), at(100));
  EXPECT_EQ(over_at(it, 100), 60) << "what comes next is a training, too";
  EXPECT_EQ(it.record(at(160)).verdict, GateVerdict::too_cold);
  EXPECT_EQ(it.record(at(160)).reason, "temperature is 31.0 C, to start with 40.0 C");
  EXPECT_FALSE(it.may_begin());
}

TEST_F(Matching, SaysSoonThatADeviceIsTooColdWhereThereIsNoMinimum) {
  cool(31, 31, 60);
  GateOptions asked = to_match(40);
  asked.minimum = Seconds(0);
  CoolingGate it(asked, at(100));
  EXPECT_EQ(over_at(it, 10), 1.5) << "what was read before the gate tells of something else";
  EXPECT_EQ(it.record(at(101.5)).verdict, GateVerdict::too_cold);
}

TEST_F(Matching, BeginsTooColdWhereNoWarmUpCanHelp) {
  cool(31, 31, 60);
  GateOptions asked = to_match(40);
  asked.known.may_warm_up = false;
  CoolingGate it(asked, at(100));
  EXPECT_EQ(over_at(it, 200), 60);
  EXPECT_EQ(it.record(at(160)).verdict, GateVerdict::too_cold);
  EXPECT_TRUE(it.may_begin());
}

TEST_F(Matching, ADeviceThatRestsAboveTheStartTemperatureTimesOut) {
  cool(70, 45, 20);
  CoolingGate it(to_match(40), at(100));
  EXPECT_EQ(over_at(it, 500), 300);
  EXPECT_EQ(it.record(at(400)).verdict, GateVerdict::timed_out);
  EXPECT_EQ(it.record(at(400)).reason, "temperature is 45.0 C, to start with 40.0 C");
}

TEST_F(Matching, LearnsAStartTemperatureThatLaterRunsReachAgain) {
  cool(70, 31, 60);
  CoolingGate it(to_match(std::nullopt), at(100));
  const double opened = over_at(it, 400);
  const CoolingRecord record = it.record(at(100 + opened));
  EXPECT_EQ(record.verdict, GateVerdict::settled);
  EXPECT_NEAR(record.target_temperature->value, 36, 0.5);
  EXPECT_NEAR(record.end_temperature->value, 36, 0.8);
}

TEST_F(Matching, ADeviceThatWasHardlyWarmIsWarmedUpToLearnFrom) {
  temperature_ = [](double since) { return 31 + std::clamp(3.0 - since, 0.0, 3.0); };
  CoolingGate it(to_match(std::nullopt), at(100));
  EXPECT_EQ(over_at(it, 400), 60);
  EXPECT_EQ(it.record(at(160)).verdict, GateVerdict::too_cold);
  EXPECT_EQ(it.record(at(160)).target_temperature, Celsius{36}) << "well above rest";
  EXPECT_FALSE(it.may_begin());
}

TEST_F(Matching, IsNoReasonToStartBesideAStranger) {
  cool(31, 31, 60);
  CoolingGate it(to_match(40), at(100));
  EXPECT_EQ(over_at(it, 250, "pid 7 (python3)"), -1) << "nor to warm up beside it";
}

TEST_F(Matching, WithoutTemperatureIsNotVerifiable) {
  CoolingGate it(to_match(40), at(100));
  EXPECT_EQ(over_at(it, 500), 300);
  EXPECT_EQ(it.record(at(400)).verdict, GateVerdict::not_verifiable);
}

}  // namespace
}  // namespace mutation
