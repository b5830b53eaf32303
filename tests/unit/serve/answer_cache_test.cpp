// When the overview is made, and who gets which.
#include "serve/answer_cache.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace mutation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class AnswerCacheTest : public testing::Test {
 protected:
  void ask(bool will_be_told = false) {
    cache_.get(now_, will_be_told, [this](const Result<AnswerCache::Text>& text) {
      given_.push_back(text ? **text : "error: " + text.error().message);
    });
  }
  void made(const std::string& text) { cache_.made(now_, text); }

  BootTime now_{seconds(1000)};
  int makings_ = 0;
  int renewals_ = 0;
  std::vector<std::string> given_;
  int awaited_ = 0;
  AnswerCache cache_{[this](bool awaited) {
                       ++makings_;
                       awaited_ += awaited;
                     },
                     [this] { ++renewals_; }};
  using Texts = std::vector<std::string>;
};

TEST_F(AnswerCacheTest, IsMadeOnceForAllWhoAsk) {
  ask();
  ask();
  EXPECT_EQ(makings_, 1);
  EXPECT_EQ(given_, Texts{});
  made("a");
  ask();
  EXPECT_EQ(given_, (Texts{"a", "a", "a"}));
  EXPECT_EQ(makings_, 1);
  EXPECT_EQ(renewals_, 0);
}

TEST_F(AnswerCacheTest, IsMadeAnewWhenItIsAnother) {
  ask();
  made("a");
  now_ += seconds(3);
  cache_.tick(now_);
  EXPECT_EQ(makings_, 1);
  cache_.invalidate();
  cache_.tick(now_);
  EXPECT_EQ(makings_, 2);
  ask();
  made("b");
  EXPECT_EQ(given_, (Texts{"a", "b"}));
  EXPECT_EQ(renewals_, 1);
}

TEST_F(AnswerCacheTest, GivesTheOlderOneWhileItIsTooEarlyForAnother) {
  ask();
  now_ += seconds(1);  // it took so long
  made("a");
  cache_.invalidate();
  now_ += seconds(19);
  cache_.tick(now_);
  ask();
  EXPECT_EQ(makings_, 1);
  EXPECT_EQ(given_, (Texts{"a", "a"}));
  now_ += seconds(1);
  cache_.tick(now_);
  EXPECT_EQ(makings_, 2);
}

TEST_F(AnswerCacheTest, IsNotWaitedForByWhoWillBeToldOfIt) {
  ask(true);
  EXPECT_EQ(given_, Texts{});
  made("a");
  now_ += seconds(2);
  cache_.invalidate();
  ask(true);
  ask(true);
  EXPECT_EQ(given_, (Texts{"a", "a", "a"}));
  EXPECT_EQ(makings_, 2);
  EXPECT_EQ(awaited_, 1);
  EXPECT_FALSE(cache_.renewed_since(now_));
  made("b");
  EXPECT_EQ(renewals_, 1);
  EXPECT_TRUE(cache_.renewed_since(now_));
  EXPECT_FALSE(cache_.renewed_since(now_ + milliseconds(1)));
  ask(true);
  EXPECT_EQ(given_.back(), "b");
}

TEST_F(AnswerCacheTest, IsMadeAtMostEveryTwoSeconds) {
  ask();
  made("a");
  cache_.invalidate();
  now_ += milliseconds(1999);
  cache_.tick(now_);
  EXPECT_EQ(makings_, 1);
  now_ += milliseconds(1);
  cache_.tick(now_);
  EXPECT_EQ(makings_, 2);
}

TEST_F(AnswerCacheTest, IsMadeAnewWhenItChangedWhileItWasMade) {
  ask();
  cache_.invalidate();
  made("a");
  now_ += seconds(2);
  cache_.tick(now_);
  EXPECT_EQ(makings_, 2);
}

TEST_F(AnswerCacheTest, NeverGivesThatOfAnotherSession) {
  ask();
  made("a");
  cache_.invalidate();
  now_ += seconds(2);
  ask();
  cache_.forget();
  made("of the session before");
  EXPECT_EQ(given_, (Texts{"a"}));
  EXPECT_EQ(makings_, 3);
  made("b");
  EXPECT_EQ(given_, (Texts{"a", "b"}));
}

TEST_F(AnswerCacheTest, TellsOfAFailureAndTriesAgain) {
  ask();
  cache_.made(now_, Error{"read it: no", {}});
  EXPECT_EQ(given_, (Texts{"error: read it: no"}));
  now_ += seconds(2);
  ask();
  EXPECT_EQ(makings_, 2);
}

TEST_F(AnswerCacheTest, IsNotTriedForEachWhoAsksWhileItFails) {
  ask();
  now_ += seconds(1);  // it took so long
  cache_.made(now_, Error{"read it: no", {}});
  now_ += seconds(19);
  ask();
  ask();
  EXPECT_EQ(makings_, 1);
  EXPECT_EQ(given_, (Texts{"error: read it: no", "error: read it: no", "error: read it: no"}));
  now_ += seconds(1);
  ask();
  EXPECT_EQ(makings_, 2);
  made("a");
  EXPECT_EQ(given_.back(), "a");
}

}  // namespace
}  // namespace mutation
