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
  // Of the last write that failed.
  std::optional<Error> error() const { return file_->error(); }

 private:
  explicit MetricsFile(std::unique_ptr<LatestFile> file) : file_(std::move(file)) {}

  std::unique_ptr<LatestFile> file_;
  SessionMetrics metrics_;
  std::optional<Instant> written_;
};

}  // namespace mutation
