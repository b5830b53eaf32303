#include "progress/cost_lines.h"

#include <gmock/gmock.h>

#include "unit/progress/events.h"

namespace mutation {
namespace {

using progress_test::text_of;
using testing::HasSubstr;

const Tariff kTariff{.price_per_kwh = 0.3,
                     .currency = "EUR",
                     .grid_grams_per_kwh = 380,
                     .source = "the contract of 2025"};

TEST(CostLines, AreNoneWithoutATariff) {
  EXPECT_EQ(text_of(cost_lines({.gpu = Joules{3.6e6}, .attempts = 1}, {})), "");
}

TEST(CostLines, SayWhatWasMeasuredAndWhatItComesTo) {
  EXPECT_EQ(
      text_of(cost_lines({.gpu = Joules{2.7e6}, .cpu = Joules{0.9e6}, .attempts = 2}, kTariff)),
      "   Energy           1 kWh measured: GPU 2700 kJ, CPU 900.0 kJ\n"
      "                    of every attempt from its gate to its stop; nothing else that the "
      "machine used is in it\n"
      "   Cost             0.3 EUR at 0.3 EUR/kWh, 380 g CO2e at 380 g/kWh (the contract of "
      "2025)\n");
}

TEST(CostLines, OfAPriceAloneSayNothingOfCarbon) {
  const std::string text = text_of(
      cost_lines({.gpu = Joules{3.6e6}, .attempts = 1}, {.price_per_kwh = 2, .currency = "CNY"}));
  EXPECT_THAT(text, HasSubstr("   Cost             2 CNY at 2 CNY/kWh\n"));
  EXPECT_THAT(text, HasSubstr("CPU not measured\n"));
}

TEST(CostLines, ChargeNothingForSimulatedEnergy) {
  EXPECT_EQ(text_of(cost_lines({.simulated = Joules{5000}, .attempts = 1}, kTariff)),
            "   Energy           none was measured\n"
            "   Simulated        5000 J of simulated GPUs, which cost nothing\n");
}

TEST(CostLines, SayThatTheyAreTooLowWhereAFigureIsMissing) {
  EXPECT_THAT(text_of(cost_lines({.gpu = Joules{1}, .attempts = 3, .incomplete = 1}, kTariff)),
              HasSubstr("1 of 3 attempts lack a figure, or a part of one: it was more\n"));
}

TEST(CostLines, SayOfNoSumThatItWasMore) {
  EXPECT_EQ(text_of(cost_lines({.attempts = 3, .incomplete = 3}, kTariff)),
            "   Energy           none was measured\n"
            "                    3 of 3 attempts lack a figure, or a part of one\n");
  EXPECT_THAT(
      text_of(cost_lines({.simulated = Joules{1}, .attempts = 3, .incomplete = 1}, kTariff)),
      HasSubstr("1 of 3 attempts lack a figure, or a part of one\n"));
}

}  // namespace
}  // namespace mutation
