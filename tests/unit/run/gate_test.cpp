#include "run/gate.h"

#include <gtest/gtest.h>

#include "unit/run/made_up.h"

namespace mutation {
namespace {

using namespace made_up;

class Cooling : public testing::Test {
 protected:
  CoolingGate gate(double minimum, double maximum, std::optional<Watts> idle = std::nullopt) {
    return CoolingGate({.minimum = Seconds(minimum),
                        .maximum = Seconds(maximum),
                        .minimum_from = "cooling_seconds",
                        .gpus = {0},
                        .idle_reference = idle},
                       at(100));
  }
  Instrumentation instruments_ = gpus(1);
  Observations seen_{instruments_};
};

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
  feed(seen_, kTemperature, 165.5, 175, 52);
  feed(seen_, kPower, 170.5, 175, 30);
  EXPECT_TRUE(it.check(at(175), seen_, ""));
  const CoolingRecord record = it.record(at(175));
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
  feed(seen_, kPower, 390, 400, 76);
  feed(seen_, kTemperature, 390, 400, 40);
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

TEST_F(Cooling, LeftBeforeItOpenedIsInterrupted) {
  CoolingGate it = gate(60, 300);
  it.check(at(110), seen_, "");
  EXPECT_EQ(it.record(at(110)).verdict, GateVerdict::interrupted);
}

}  // namespace
}  // namespace mutation
