#include "serve/answer_cache.h"

#include <algorithm>
#include <chrono>

namespace mutation {
namespace {

constexpr int kTimesItsMaking = 20;

}  // namespace

AnswerCache::AnswerCache(std::function<void(bool)> make, std::function<void()> renewed,
                         BootTime::duration least_between)
    : make_(std::move(make)), renewed_(std::move(renewed)), least_between_(least_between) {}

void AnswerCache::get(BootTime now, bool will_be_told, Take take) {
  if (!is_stale()) return take(text_);
  if (text_ && will_be_told) {
    tick(now);
    return take(text_);
  }
  if (text_ && !began_ && now < not_before_) return take(text_);
  if (error_ && !began_ && now < not_before_) return take(*error_);
  waiting_.push_back(std::move(take));
  if (!began_) start(now, true);
}

void AnswerCache::forget() {
  text_.reset();
  error_.reset();
  must_discard_ = began_.has_value();
  ++version_;
  not_before_ = {};
}

void AnswerCache::tick(BootTime now) {
  if (text_ && is_stale() && !began_ && now >= not_before_) start(now, false);
}

void AnswerCache::made(BootTime now, Result<std::string> text) {
  const auto took = now - *began_;
  began_.reset();
  if (must_discard_) {
    must_discard_ = false;
    if (!waiting_.empty()) start(now, true);
    return;
  }
  not_before_ = now + std::max<BootTime::duration>(least_between_, kTimesItsMaking * took);
  const bool replaces = text_ != nullptr;
  error_ = text ? std::optional<Error>() : text.error();
  if (text) {
    text_ = std::make_shared<const std::string>(std::move(*text));
    made_version_ = making_version_;
  }
  const Result<Text> result = text ? Result<Text>(text_) : Result<Text>(text.error());
  for (const Take& take : std::exchange(waiting_, {})) take(result);
  if (!text || !replaces) return;
  renewed_at_ = now;
  renewed_();
}

void AnswerCache::start(BootTime now, bool awaited) {
  began_ = now;
  making_version_ = version_;
  make_(awaited);
}

}  // namespace mutation
