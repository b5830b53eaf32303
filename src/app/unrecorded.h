// For attempts that leave no record: a journal that keeps nothing, and a sink that tells only what
// the user must know.
#pragma once

#include <string>

#include "app/messages.h"
#include "model/event.h"
#include "model/journal.h"

namespace mutation {

class NoJournal final : public RunJournal {
 public:
  Result<std::string> begin_run(const std::string&, const PlannedRun&, const Instant&) override {
    return std::string();
  }
  Result<std::string> continue_run(const std::string&) override { return std::string(); }
  Status begin_attempt(const std::string&, int, const Instant&) override { return {}; }
  Status tree_started(const std::string&, int, const ProcessIdentity&) override { return {}; }
  Status append_samples(const SampleBatch&) override { return {}; }
  Status foreground_started(const Instant&) override { return {}; }
  Status foreground_ended(const Instant&) override { return {}; }
  std::optional<double> legacy_power_sum() const override { return std::nullopt; }
  Status end_attempt(const std::string&, const AttemptRecord&) override { return {}; }
  Status end_run(const RunRecord&) override { return {}; }
};

class Warnings final : public EventSink {
 public:
  void on_event(const Event& event) override {
    const auto* const notice = std::get_if<Notice>(&event.body);
    if (!notice || notice->severity == Severity::info) return;
    print_error({notice->text, notice->hint});
  }
};

}  // namespace mutation
