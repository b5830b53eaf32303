#include "plan/draw.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/plan/fixtures.h"

namespace mutation {
namespace {

using namespace fixtures;

TEST(CheckDrawable, SaysWhatIsWrongWithARange) {
  const auto why = [](HyperparameterSpec spec) { return check_drawable(spec).error().message; };
  HyperparameterSpec text;
  text.name = "optimizer";
  EXPECT_EQ(why(text), "\"optimizer\" cannot be drawn: it is a text without choices");
  HyperparameterSpec no_range = epochs();
  no_range.range.reset();
  EXPECT_EQ(why(no_range), "\"epochs\" cannot be drawn: the catalogue gives it no range");
  EXPECT_EQ(why(real("lr", "", 0.1, 0.3, 0.2)),
            "\"lr\" cannot be drawn: its range [0.3, 0.2] is empty");
  EXPECT_EQ(why(real("lr", "", 0.1, 0, 0.2)),
            "\"lr\" cannot be drawn: log_uniform needs a range above 0, not [0.0, 0.2]");
  EXPECT_EQ(why(integer("k", "", whole(1), 1.2, 1.8)),
            "\"k\" cannot be drawn: no whole number lies in [1.2, 1.8]");
  EXPECT_EQ(why(integer("k", "", whole(1), 0, 1e17)),
            "\"k\" cannot be drawn: its range [0.0, 1e+17] goes beyond 2^53");
  EXPECT_EQ(why(real("lr", "", 0.1, 0, INFINITY)),
            "\"lr\" cannot be drawn: its range is not finite");
  EXPECT_TRUE(check_drawable(weight_decay()).ok());
}

TEST(DrawValue, TakesOneValueWhenTheRangeHoldsOne) {
  PythonRandom random(1);
  EXPECT_EQ(draw_value(integer("k", "", whole(1), 2.5, 3.5), random), Value(std::int64_t{3}));
  EXPECT_EQ(draw_value(real("lr", "", 0.1, 0.25, 0.25, Distribution::uniform), random),
            Value(0.25));
}

TEST(DrawValue, GivesZeroOfTheRightTypeOutsideTheRange) {
  PythonRandom random(1);
  EXPECT_EQ(draw_value(with_zero(epochs(), 1), random), Value(std::int64_t{0}));
  EXPECT_EQ(draw_value(with_zero(learning_rate(), 1), random), Value(0.0));
}

TEST(DrawValue, SpendsNoRandomNumberOnAZeroThatCannotBe) {
  PythonRandom random(42);
  EXPECT_EQ(draw_value(dropout(), random), Value(0.0 + 0.3 * 0.6394267984578837));
}

TEST(DrawValue, RoundsLogUniformIntegersWithinTheRange) {
  HyperparameterSpec spec = integer("k", "", whole(1), 1, 3);
  spec.distribution = Distribution::log_uniform;
  PythonRandom random(5);
  PythonRandom same(5);
  for (int i = 0; i < 200; ++i) {
    const double exact = std::exp(same.uniform(std::log(1.0), std::log(3.0)));
    const std::int64_t expected = exact < 1.5 ? 1 : exact < 2.5 ? 2 : 3;
    ASSERT_EQ(draw_value(spec, random), Value(expected));
  }
}

}  // namespace
}  // namespace mutation
