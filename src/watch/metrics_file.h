// Keeps a session's metrics in a file for Prometheus' node exporter (textfile collector): at the
// session's start and end, and every 10 s of events between.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "model/event.h"
#include "watch/latest_file.h"
#include "watch/session_metrics.h"

namespace mutation {

class MetricsFile final : public EventSink {
 public:
  static Result<std::unique_ptr<MetricsFile>> open(const std::string& path);

  void on_event(const Event& event) override;
  // Of the newest text, for which it waits at most so long; an error where it fails or is not
  // written by then.
  std::optional<Error> settled_error(Seconds at_most) const {
    return file_->settled_error(at_most);
  }

 private:
  explicit MetricsFile(std::unique_ptr<LatestFile> file) : file_(std::move(file)) {}

  std::unique_ptr<LatestFile> file_;
  SessionMetrics metrics_;
  std::optional<Instant> written_;
};

}  // namespace mutation
