// Attempts to be judged, and what is expected of a judgement.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "judge/judge.h"

namespace mutation {

inline const std::vector<MetricSpec> kMetrics = {{"accuracy", "accuracy: (.*)"},
                                                 {"loss", "loss: (.*)"}};

inline AttemptRecord attempt_with_exit(int code) {
  AttemptRecord attempt;
  attempt.status.code = code;
  attempt.metrics = {{"accuracy", 0.9}};
  return attempt;
}

inline AttemptRecord parallel_attempt() {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.load = LoadRecord{.verdict = LoadVerdict::proved, .alive_fraction = 0.97};
  return attempt;
}

inline std::vector<std::string> codes(const Judgement& judgement) {
  std::vector<std::string> codes;
  for (const Reason& reason : judgement.reasons) codes.push_back(reason.code);
  return codes;
}

inline void expect(const Judgement& judgement, Outcome outcome, const std::string& code,
                   const std::string& text) {
  EXPECT_EQ(to_text(judgement.outcome), to_text(outcome));
  ASSERT_THAT(codes(judgement), testing::ElementsAre(code));
  EXPECT_EQ(judgement.reasons[0].text, text);
}

}  // namespace mutation
