#include "watch/metrics_file.h"

namespace mutation {
namespace {

constexpr Seconds kPeriod{10};

}  // namespace

Result<std::unique_ptr<MetricsFile>> MetricsFile::open(const std::string& path) {
  auto file = LatestFile::open(path);
  if (!file) return with_context("write metrics to " + path, file.error());
  return std::unique_ptr<MetricsFile>(new MetricsFile(std::move(*file)));
}

void MetricsFile::on_event(const Event& event) {
  metrics_.take(event);
  const bool edge = std::holds_alternative<SessionStarted>(event.body) ||
                    std::holds_alternative<SessionEnded>(event.body);
  if (!edge && written_ && elapsed(*written_, event.at) < kPeriod) return;
  written_ = event.at;
  file_->write(metrics_.text(event.at));
}

}  // namespace mutation
