#include "os/abstract_name.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace mutation {
namespace {

TEST(AbstractName, IsHeldByOneAtATimeAndFreeAgainAfterwards) {
  const std::string name = "mutation-test/" + std::to_string(getpid());
  EXPECT_FALSE(holder_of_abstract_name(name).has_value());
  {
    const auto held = hold_abstract_name(name);
    ASSERT_TRUE(held.ok() && held->has_value());
    const auto second = hold_abstract_name(name);
    ASSERT_TRUE(second.ok());
    EXPECT_FALSE(second->has_value());
    EXPECT_EQ(holder_of_abstract_name(name)->pid, getpid());
    EXPECT_EQ(holder_of_abstract_name(name)->uid, getuid());
  }
  EXPECT_FALSE(holder_of_abstract_name(name).has_value());
  EXPECT_TRUE(hold_abstract_name(name)->has_value());
}

TEST(AbstractName, IsHeldHoweverManyHaveAsked) {
  const std::string name = "mutation-test/asked " + std::to_string(getpid());
  const auto held = hold_abstract_name(name);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(holder_of_abstract_name(name).has_value());
}

}  // namespace
}  // namespace mutation
