#include "cluster/uncollected.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "cluster/submitted_session.h"
#include "unit/cluster/collecting.h"

namespace mutation {
namespace {

class Uncollected : public testing::Test {
 protected:
  Uncollected() {
    SubmittedSession session;
    session.token = "token";
    session.info = sample_session();
    for (const int block : {1, 2}) session.blocks.push_back({.number = block, .runs = 2});
    EXPECT_TRUE(write_submitted_session(submitted_.directory(), session).ok());
  }
  // -1: it cannot be told.
  int blocks(UtcTime now = later()) const {
    const auto blocks = uncollected_blocks(submitted_.directory(), now);
    EXPECT_TRUE(blocks.ok()) << (blocks.ok() ? "" : to_text(blocks.error()));
    return blocks.ok() ? static_cast<int>(*blocks) : -1;
  }
  Submitted submitted_;
};

TEST_F(Uncollected, IsABlockWithRunsThatTheSessionHasNot) {
  EXPECT_EQ(blocks(), 0);
  submitted_.first_claim(1, "node-a", runs({1}));
  EXPECT_EQ(blocks(), 1);
  submitted_.first_claim(2, "node-b", runs({3}));
  EXPECT_EQ(blocks(), 2);
  collected(submitted_);
  EXPECT_EQ(blocks(), 0);
  submitted_.go_on(2, 1, "node-b", runs({4}));
  EXPECT_EQ(blocks(), 1);
}

TEST_F(Uncollected, IsNoBlockThatMayStillChangeButHasNoFurtherRuns) {
  submitted_.first_claim(1, "node-a", runs({1}));
  const UtcTime now = SystemClock().now().utc;
  ASSERT_TRUE(collect_session(submitted_.directory(), now).ok());
  EXPECT_EQ(blocks(now), 0);
}

TEST_F(Uncollected, IsNoBlockWhoseNewClaimHasDoneNothingYet) {
  submitted_.first_claim(1, "node-a", runs({1}));
  collected(submitted_);
  submitted_.next_claim(1, 2, "node-b", [](SessionStore&) {});
  EXPECT_EQ(blocks(), 0);
  submitted_.go_on(1, 2, "node-b", runs({2}));
  EXPECT_EQ(blocks(), 1);
}

TEST_F(Uncollected, IsABlockThatCannotBeRead) {
  submitted_.first_claim(1, "node-a", runs({1}));
  put_file(submitted_.claim(1, 1) + "/session.db", std::string(5000, 'x'));
  EXPECT_EQ(blocks(), 1);
}

}  // namespace
}  // namespace mutation
