#include "run/ready_pattern.h"

#include "judge/judge.h"
#include "run/log_tail.h"

namespace mutation {

bool ReadyPattern::seen(const Instant& now, const std::string& log) {
  if (seen_ || !is_given() || log.empty()) return seen_;
  const bool another_life = log != log_;
  if (looked_ && !another_life && elapsed(*looked_, now) < kReadyLookEvery) return false;
  // How the life before ended.
  if (another_life && !log_.empty())
    seen_ = matches(pattern_, log_tail(log_, kReadyLogBytes, kReadyLogBytes));
  looked_ = now;
  log_ = log;
  seen_ = seen_ || matches(pattern_, log_tail(log_, kReadyLogBytes, kReadyLogBytes));
  return seen_;
}

}  // namespace mutation
