// When a gate opens that waits for rest.
#include <cmath>

#include "unit/run/gate_fixture.h"

namespace mutation {
namespace {

using namespace made_up;

using Cooling = GateTest;

TEST_F(Cooling, NeverOpensBeforeTheMinimumEvenWhenSettled) {
  feed(seen_, kPower, 90, 160, 30);
  feed(seen_, kTemperature, 90, 160, 35);
  CoolingGate it = gate(60, 300);
  EXPECT_FALSE(it.check(at(159.9), seen_, ""));
  EXPECT_TRUE(it.check(at(160), seen_, ""));
  EXPECT_EQ(it.record(at(160)).verdict, GateVerdict::settled);
  EXPECT_DOUBLE_EQ(it.record(at(160)).taken.count(), 60);
}

TEST_F(Cooling, WaitsWhileTemperatureFalls) {
  feed(seen_, kPower, 150, 170, 30);
  feed(seen_, kTemperature, 150, 165, 60, -0.5);
  CoolingGate it = gate(60, 300);
  EXPECT_FALSE(it.check(at(165), seen_, ""));
  feed(seen_, kTemperature, 165.5, 200, 52);
  feed(seen_, kPower, 170.5, 200, 30);
  EXPECT_TRUE(it.check(at(200), seen_, ""));
  const CoolingRecord record = it.record(at(200));
  EXPECT_EQ(record.verdict, GateVerdict::settled);
  EXPECT_DOUBLE_EQ(record.end_temperature->value, 52);
  EXPECT_DOUBLE_EQ(record.idle_power->value, 30);
}

TEST_F(Cooling, WaitsUntilPowerIsBackAtIdle) {
  feed(seen_, kPower, 150, 165, 76);
  feed(seen_, kTemperature, 150, 165, 35);
  CoolingGate it = gate(60, 300, Watts{30});
  EXPECT_FALSE(it.check(at(165), seen_, ""));
  feed(seen_, kPower, 165.5, 172, 31);
  feed(seen_, kTemperature, 165.5, 172, 35);
  EXPECT_TRUE(it.check(at(172), seen_, ""));
}

TEST_F(Cooling, ZeroUtilisationIsNotIdle) {
  feed(seen_, kPower, 150, 165, 76);
  feed(seen_, kTemperature, 150, 165, 35);
  feed(seen_, kUtilization, 150, 165, 0);
  CoolingGate it = gate(60, 300, Watts{30});
  EXPECT_FALSE(it.check(at(165), seen_, ""));
}

TEST_F(Cooling, ASteadyForeignLoadIsNotIdle) {
  feed(seen_, kPower, 150, 165, 600);
  feed(seen_, kTemperature, 150, 165, 70);
  feed(seen_, kUtilization, 150, 165, 98);
  CoolingGate it = gate(60, 65);
  EXPECT_TRUE(it.check(at(165), seen_, ""));
  EXPECT_EQ(it.record(at(165)).reason, "GPU utilisation is 98 %");
  EXPECT_FALSE(it.record(at(165)).idle_power.has_value());
}

TEST_F(Cooling, GivesUpAtTheMaximumAndSaysWhy) {
  feed(seen_, kPower, 380, 400, 76);
  feed(seen_, kTemperature, 380, 400, 40);
  CoolingGate it = gate(60, 300, Watts{30});
  EXPECT_TRUE(it.check(at(400), seen_, ""));
  const CoolingRecord record = it.record(at(400));
  EXPECT_EQ(record.verdict, GateVerdict::timed_out);
  EXPECT_EQ(record.reason, "power is 76.0 W, above the idle 30.0 W seen before");
  EXPECT_FALSE(record.idle_power.has_value()) << "unsettled power is no idle baseline";
}

TEST_F(Cooling, StaysShutWhileSomebodyComputes) {
  feed(seen_, kPower, 150, 165, 30);
  feed(seen_, kTemperature, 150, 165, 35);
  CoolingGate it = gate(60, 300);
  EXPECT_FALSE(it.check(at(165), seen_, "pid 7 (python3)"));
}

TEST_F(Cooling, WithoutSensorsIsNotVerifiable) {
  const Instrumentation nothing;
  const Observations blind(nothing);
  CoolingGate it = gate(60, 300);
  EXPECT_FALSE(it.check(at(159), blind, ""));
  EXPECT_TRUE(it.check(at(160), blind, ""));
  EXPECT_EQ(it.record(at(160)).verdict, GateVerdict::not_verifiable);
}

TEST_F(Cooling, SensorsThatStopAnsweringAreNotTakenForSettled) {
  feed(seen_, kPower, 90, 110, 30);
  feed(seen_, kTemperature, 90, 110, 35);
  CoolingGate it = gate(60, 120);
  EXPECT_FALSE(it.check(at(170), seen_, ""));
  EXPECT_TRUE(it.check(at(220), seen_, ""));
  EXPECT_EQ(it.record(at(220)).verdict, GateVerdict::not_verifiable);
  EXPECT_EQ(it.record(at(220)).reason, "the GPU's sensors do not answer");
}

TEST_F(Cooling, AMaximumBelowTheMinimumDoesNotShortenIt) {
  feed(seen_, kPower, 90, 160, 90, -1);
  CoolingGate it = gate(60, 10);
  EXPECT_FALSE(it.check(at(150), seen_, ""));
  EXPECT_TRUE(it.check(at(160), seen_, ""));
}

TEST_F(Cooling, KeepsTheCurveAtOneHertz) {
  feed(seen_, kPower, 98, 110, 60, 0, 0.1);
  feed(seen_, kTemperature, 98, 110, 50);
  CoolingGate it = gate(60, 300);
  for (double time = 100; time <= 103; time += 0.25) it.check(at(time), seen_, "");
  ASSERT_EQ(it.record(at(103)).curve.size(), 4u);
  EXPECT_DOUBLE_EQ(it.record(at(103)).curve[3].since_start.count(), 3);
  EXPECT_DOUBLE_EQ(it.record(at(103)).curve[3].power->value, 60);
}

TEST_F(Cooling, ASlowDeviceIsNotTakenForSettledByASmallSlope) {
  // 0.09 C/s, and 18 C above rest.
  cool(49, 31, 200);
  GateOptions asked = options(60, 300);
  asked.known.time_constant = KnownTimeConstant{Seconds(200), 0.05};
  CoolingGate it(asked, at(100));
  EXPECT_EQ(over_at(it, 250), -1);
}

TEST_F(Cooling, OpensOnceTheDeviceIsAtRestByItsOwnCurve) {
  cool(70, 31, 20);
  CoolingGate it = gate(10, 300);
  const double opened = over_at(it, 300);
  // 2 C above rest after 59 s.
  EXPECT_GT(opened, 55);
  EXPECT_LT(opened, 80);
  const CoolingRecord record = it.record(at(100 + opened));
  ASSERT_TRUE(record.fit.has_value());
  EXPECT_NEAR(record.fit->time_constant.count(), 20, 1);
  EXPECT_NEAR(record.fit->at_rest.value, 31, 1);
}

TEST_F(Cooling, AHotDeviceInWholeDegreesIsNotTakenForSettledByAShortLook) {
  // 0.1 C/s: no step for 10 s.
  temperature_ = [](double since) { return std::floor(60.9 - 0.1 * std::max(0.0, since)); };
  CoolingGate it = gate(0, 300);
  EXPECT_EQ(over_at(it, 60), -1);
}

TEST_F(Cooling, AKnownSlowDeviceIsNotTakenForSettledByAFewSeconds) {
  cool(60, 31, 200);
  GateOptions asked = options(0, 300);
  asked.known.time_constant = KnownTimeConstant{Seconds(200), 0.05};
  CoolingGate it(asked, at(100));
  EXPECT_EQ(over_at(it, 60), -1);
  EXPECT_NEAR(it.record(at(104)).end_temperature->value, 60 - 29 * (1 - std::exp(-0.3)), 0.1);
}

TEST_F(Cooling, AFirstGateIsShortWhereNothingChanges) {
  cool(31, 31, 60);
  CoolingGate it = gate(0, 300);
  EXPECT_EQ(over_at(it, 60), 12);
  EXPECT_EQ(it.record(at(112)).verdict, GateVerdict::settled);
}

TEST_F(Cooling, AShortLookIsEnoughOnceAFineSensorHardlyMoves) {
  cool(33, 31, 6);
  CoolingGate it = gate(0, 300);
  const double opened = over_at(it, 60);
  // 2 C · e^(-14 / 6) is 0.2 C, and a look from there on.
  EXPECT_GE(opened, 24);
  EXPECT_LE(opened, 27);
}

TEST_F(Cooling, AFirstGateIsLongerWhereTheSensorFlickers) {
  temperature_ = [](double since) { return 31.0 + (int(std::floor(since)) % 3 == 0 ? 1 : 0); };
  CoolingGate it = gate(0, 300);
  const double opened = over_at(it, 60);
  EXPECT_GE(opened, 26);
  EXPECT_LE(opened, 32);
}

TEST_F(Cooling, AWarmerRoomDoesNotKeepItShut) {
  cool(70, 36, 20);
  GateOptions asked = options(60, 300);
  asked.known.idle_temperature = Celsius{31};
  asked.known.time_constant = KnownTimeConstant{Seconds(20), 0.05};
  CoolingGate it(asked, at(100));
  const double opened = over_at(it, 300);
  EXPECT_GE(opened, 60);
  EXPECT_LT(opened, 90);
  EXPECT_EQ(it.record(at(100 + opened)).idle_temperature, Celsius{31});
}

TEST_F(Cooling, TellsWhatItWaitsForAndHowLong) {
  cool(70, 31, 20);
  CoolingGate it = gate(10, 300);
  EXPECT_EQ(over_at(it, 30), -1);
  const GateOutlook outlook = it.outlook(at(130));
  EXPECT_NEAR(outlook.temperature->value, 31, 1);
  // ln(39 e^-1.5 / 2) time constants.
  EXPECT_NEAR(outlook.left->count(), 29, 4);
}

TEST_F(Cooling, LeftBeforeItOpenedIsInterrupted) {
  CoolingGate it = gate(60, 300);
  it.check(at(110), seen_, "");
  EXPECT_EQ(it.record(at(110)).verdict, GateVerdict::interrupted);
}

}  // namespace
}  // namespace mutation
