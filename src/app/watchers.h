// Who else is told what happens in a session, as the command line asks: a stream of events, a file
// of metrics, commands at its end.
#pragma once

#include <memory>
#include <optional>

#include "app/options.h"
#include "base/result.h"
#include "model/event.h"
#include "os/signals.h"
#include "record/session_store.h"
#include "watch/event_output.h"
#include "watch/metrics_file.h"

namespace mutation {

class Watchers final : public EventSink {
 public:
  // What is wrong with them is found before anything is started.
  static Result<std::unique_ptr<Watchers>> open(const WatchingOptions& options);

  void on_event(const Event& event) override;

  // The commands for the session's end, --on-finish first. Does nothing before SessionEnded was
  // told. What goes wrong is a warning on standard error.
  void session_has_ended(SessionStore& store, int exit_code, SignalFd& signals);

 private:
  explicit Watchers(WatchingOptions options) : options_(std::move(options)) {}

  const WatchingOptions options_;
  std::unique_ptr<EventOutput> events_;
  std::unique_ptr<MetricsFile> metrics_;
  std::optional<SessionEnded> ended_;
};

}  // namespace mutation
