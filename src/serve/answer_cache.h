// An answer that takes long to make, made anew only when it has become another, and not more often
// than its making costs: many readers cost no more than one. One thread; the time is an argument.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace mutation {

class AnswerCache {
 public:
  using Text = std::shared_ptr<const std::string>;
  using Take = std::function<void(const Result<Text>&)>;

  // `make` starts the making, somewhere else; made() tells of its end. Its argument: whether
  // somebody waits. `renewed` is called when a text has taken the place of an older one.
  // `least_between`: from the end of a making to the next one's begin; a twentieth of the time is
  // spent with it at most.
  AnswerCache(std::function<void(bool)> make, std::function<void()> renewed,
              BootTime::duration least_between = std::chrono::seconds(2));

  // Gives it at once, or when it is made; an older one, or what the making failed with, while it
  // is too early to make it anew; an older one also to who will be told when there is a newer one:
  // on a machine that is busy the making takes long.
  void get(BootTime now, bool will_be_told, Take take);
  // Whether a text has taken the place of an older one since then.
  bool renewed_since(BootTime when) const { return renewed_at_ && *renewed_at_ >= when; }
  // What was made is no longer true.
  void invalidate() { ++version_; }
  // Nor may it be given any more: it is of another session.
  void forget();
  // Makes it anew where it must be. To be called now and then while somebody reads.
  void tick(BootTime now);
  // What was being made is there.
  void made(BootTime now, Result<std::string> text);

 private:
  bool is_stale() const { return !text_ || made_version_ != version_; }
  void start(BootTime now, bool awaited);

  std::function<void(bool)> make_;
  std::function<void()> renewed_;
  BootTime::duration least_between_;
  Text text_;
  std::optional<Error> error_;  // of the last making, if it failed
  int version_ = 0;
  int made_version_ = -1;      // of text_
  int making_version_ = 0;     // of what is being made
  bool must_discard_ = false;  // what is being made is of another session
  std::optional<BootTime> began_;
  BootTime not_before_{};
  std::optional<BootTime> renewed_at_;
  std::vector<Take> waiting_;
};

}  // namespace mutation
