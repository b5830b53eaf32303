// What attempts consumed, and what it comes to.
#include "energy/consumption.h"

#include <gmock/gmock.h>

#include "model/tariff.h"

namespace mutation {
namespace {

DeviceEnergy energy(DeviceKind kind, std::optional<double> joules) {
  DeviceEnergy energy{.device = "d", .kind = kind};
  if (joules) {
    energy.figure.energy = Joules{*joules};
    energy.figure.coverage = 1;
  }
  return energy;
}

AttemptRecord attempt_of(std::vector<std::vector<DeviceEnergy>> phases) {
  AttemptRecord attempt;
  for (auto& phase : phases) attempt.phases.push_back({.energy = std::move(phase)});
  return attempt;
}

TEST(Consumption, IsOfEveryPhaseOfEveryAttempt) {
  const Consumption consumption =
      consumption_of({attempt_of({{energy(DeviceKind::gpu, 10), energy(DeviceKind::cpu, 1)},
                                  {energy(DeviceKind::gpu, 20), energy(DeviceKind::cpu, 2)}}),
                      attempt_of({{energy(DeviceKind::gpu, 300), energy(DeviceKind::cpu, 4)}})});
  EXPECT_EQ(consumption.gpu, Joules{330});
  EXPECT_EQ(consumption.cpu, Joules{7});
  EXPECT_EQ(consumption.simulated, std::nullopt);
  EXPECT_EQ(consumption.attempts, 2);
  EXPECT_EQ(consumption.incomplete, 0);
}

TEST(Consumption, LeavesOutWhatIsInNoTotal) {
  DeviceEnergy other_gpu = energy(DeviceKind::gpu, 1000);
  other_gpu.in_total = false;
  const Consumption consumption = consumption_of(
      {attempt_of({{energy(DeviceKind::gpu, 10), other_gpu, energy(DeviceKind::meter, 5000)}})});
  EXPECT_EQ(consumption.gpu, Joules{10});
  EXPECT_EQ(consumption.cpu, std::nullopt);
}

TEST(Consumption, KeepsSimulatedEnergyApart) {
  DeviceEnergy simulated = energy(DeviceKind::gpu, 70);
  simulated.simulated = true;
  const Consumption consumption =
      consumption_of({attempt_of({{simulated, energy(DeviceKind::cpu, 3.6e6)}})});
  EXPECT_EQ(consumption.simulated, Joules{70});
  EXPECT_EQ(measured_energy(consumption), Joules{3.6e6});
  EXPECT_EQ(price_of(consumption, {.price_per_kwh = 0.25, .currency = "EUR"}), 0.25);
}

TEST(Consumption, CountsAttemptsThatLackAFigure) {
  const Consumption consumption =
      consumption_of({attempt_of({}), attempt_of({{energy(DeviceKind::gpu, std::nullopt)}}),
                      attempt_of({{energy(DeviceKind::gpu, 1)}})});
  EXPECT_EQ(consumption.attempts, 3);
  EXPECT_EQ(consumption.incomplete, 2);
  EXPECT_EQ(consumption.gpu, Joules{1});
}

TEST(Consumption, CountsAttemptsWhoseFigureIsOfAPartOfAPhase) {
  DeviceEnergy part = energy(DeviceKind::gpu, 40);
  part.figure.coverage = 0.4;
  DeviceEnergy nearly = energy(DeviceKind::gpu, 99.5);
  nearly.figure.coverage = 0.995;
  const Consumption consumption = consumption_of({attempt_of({{part}}), attempt_of({{nearly}})});
  EXPECT_EQ(consumption.incomplete, 1);
  EXPECT_EQ(consumption.gpu, Joules{139.5});
}

TEST(Consumption, ThatWasNotMeasuredCostsNothingThatCouldBeNamed) {
  const Tariff tariff{.price_per_kwh = 0.3, .currency = "EUR", .grid_grams_per_kwh = 400};
  EXPECT_EQ(price_of({.attempts = 1}, tariff), std::nullopt);
  EXPECT_EQ(grams_of({.attempts = 1}, tariff), std::nullopt);
  EXPECT_EQ(grams_of({.gpu = Joules{1.8e6}, .attempts = 1}, tariff), 200);
  EXPECT_EQ(price_of({.gpu = Joules{1}, .attempts = 1}, {.grid_grams_per_kwh = 1}), std::nullopt);
}

TEST(Tariff, OfTheCommandLineWinsFigureByFigureAndNamesItsSource) {
  Tariff tariff{.price_per_kwh = 0.3, .currency = "EUR", .source = "contract"};
  apply({}, tariff);
  EXPECT_EQ(tariff.source, "contract");
  apply({.grid_grams_per_kwh = 380}, tariff);
  EXPECT_EQ(tariff.price_per_kwh, 0.3);
  EXPECT_EQ(tariff.grid_grams_per_kwh, 380);
  EXPECT_EQ(tariff.source, "command line; of the rest: contract");
  apply({.price_per_kwh = 2, .currency = "CNY", .source = "meter"}, tariff);
  EXPECT_EQ(tariff.currency, "CNY");
  EXPECT_EQ(tariff.source, "meter");
}

TEST(Tariff, HasACurrencyWhereItHasAPrice) {
  EXPECT_FALSE(check_tariff({.price_per_kwh = 0.3}).ok());
  EXPECT_TRUE(check_tariff({.grid_grams_per_kwh = 0.3}).ok());
  EXPECT_EQ(currency_problem("EUR"), "");
  EXPECT_THAT(currency_problem("euro"), testing::StartsWith("\"euro\" is no currency"));
  EXPECT_THAT(currency_problem("€"), testing::StartsWith("\"€\" is no currency"));
}

}  // namespace
}  // namespace mutation
