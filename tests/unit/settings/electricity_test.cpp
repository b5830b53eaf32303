// "electricity" at the top of a settings file.
#include <gmock/gmock.h>

#include "problems_of.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string with_electricity(const std::string& object) {
  return R"({"electricity": )" + object +
         R"(, "experiments": [{"repo": "plain", "model": "default", "mode": "default"}]})";
}

TEST(Electricity, IsTakenAsItIsGiven) {
  const auto read = settings_of(with_electricity(
      R"({"price_per_kwh": 0.3, "currency": "EUR", "grid_grams_per_kwh": 380, "source": "bill"})"));
  ASSERT_TRUE(read.value) << to_lines(read.problems).front();
  EXPECT_EQ(read.value->tariff.price_per_kwh, 0.3);
  EXPECT_EQ(read.value->tariff.currency, "EUR");
  EXPECT_EQ(read.value->tariff.grid_grams_per_kwh, 380);
  EXPECT_EQ(read.value->tariff.source, "bill");
}

TEST(Electricity, IsNotGuessed) {
  const auto read = settings_of(with_electricity("{}"));
  ASSERT_TRUE(read.value);
  EXPECT_FALSE(is_given(read.value->tariff));
}

TEST(Electricity, NamesTheCurrencyOfItsPrice) {
  EXPECT_THAT(problems_of(with_electricity(R"({"price_per_kwh": 0.3})")),
              ElementsAre(HasSubstr("electricity: \"currency\" is missing")));
  EXPECT_THAT(problems_of(with_electricity(R"({"price_per_kwh": 0.3, "currency": "euro"})")),
              ElementsAre(HasSubstr("electricity.currency: \"euro\" is no currency")));
  EXPECT_THAT(problems_of(with_electricity(R"({"currency": "EUR"})")),
              ElementsAre(HasSubstr("electricity: \"price_per_kwh\" is missing")));
}

TEST(Electricity, IsReadStrictly) {
  EXPECT_THAT(problems_of(with_electricity(R"({"price": 0.3})")),
              ElementsAre(HasSubstr("electricity.price: unknown key")));
  EXPECT_THAT(problems_of(with_electricity(R"({"grid_grams_per_kwh": -1})")),
              ElementsAre(HasSubstr("electricity.grid_grams_per_kwh")));
  EXPECT_THAT(problems_of(with_electricity("0.3")), ElementsAre(HasSubstr("must be an object")));
}

}  // namespace
}  // namespace mutation
