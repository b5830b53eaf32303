#include "run/ready_pattern.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "unit/run/made_up.h"

namespace mutation {
namespace {

using made_up::at;

class ReadyPatternTest : public testing::Test {
 protected:
  ReadyPatternTest() {
    char name[] = "/tmp/ready_pattern_XXXXXX";
    folder_ = mkdtemp(name);
  }
  ~ReadyPatternTest() override { std::filesystem::remove_all(folder_); }

  std::string log(int life) const { return folder_ + "/run_" + std::to_string(life) + ".log"; }
  void write(int life, const std::string& text) const {
    std::ofstream(log(life), std::ios::app) << text;
  }

  std::string folder_;
  ReadyPattern pattern_{"epoch 1/"};
};

TEST_F(ReadyPatternTest, IsSeenOnceTheLogHasIt) {
  write(1, "loading\n");
  EXPECT_FALSE(pattern_.seen(at(0), ""));
  EXPECT_FALSE(pattern_.seen(at(0), log(1)));
  write(1, "Epoch 1/5\n");
  EXPECT_FALSE(pattern_.seen(at(0.5), log(1))) << "once a second is enough";
  EXPECT_TRUE(pattern_.seen(at(1), log(1)));
}

TEST_F(ReadyPatternTest, StaysSeenWhenTheLogHasGrownFarBeyondIt) {
  write(1, "Epoch 1/5\n");
  EXPECT_TRUE(pattern_.seen(at(0), log(1)));
  write(1, std::string(kReadyLogBytes, 'x') + "\n");
  EXPECT_TRUE(pattern_.seen(at(30), log(1)));
  ReadyPattern too_late("epoch 1/");
  EXPECT_FALSE(too_late.seen(at(30), log(1)));
}

TEST_F(ReadyPatternTest, OfALifeThatHasEndedCounts) {
  write(1, "loading\n");
  EXPECT_FALSE(pattern_.seen(at(0), log(1)));
  write(1, "Epoch 1/5\n");
  write(2, "loading\n");
  EXPECT_TRUE(pattern_.seen(at(0.9), log(2)));
  EXPECT_TRUE(pattern_.seen(at(5), log(2)));
}

TEST_F(ReadyPatternTest, WithoutOneNothingIsSeen) {
  ReadyPattern none("");
  write(1, "Epoch 1/5\n");
  EXPECT_FALSE(none.is_given());
  EXPECT_FALSE(none.seen(at(0), log(1)));
}

}  // namespace
}  // namespace mutation
