#include "serve/event_stream.h"

#include <utility>

namespace mutation {
namespace {

constexpr std::size_t kMostAtOnce = 64 * 1024;
constexpr std::chrono::seconds kHeartbeat{15};
// A run of days has told of a sample each second. Of what is further back than its last 256 KiB,
// about 1 MiB is sent.
constexpr std::uint64_t kWhole = 256 * 1024;
constexpr std::uint64_t kThinnedTo = 1024 * 1024;

}  // namespace

EventStream::EventStream(std::shared_ptr<Connection> connection, const SessionWatch& watch,
                         std::optional<EventPlace> last)
    : connection_(std::move(connection)), watch_(watch) {
  if (last && watch_.log().is_place(*last)) {
    place_ = *last;
  } else {
    begin_at_run();
  }
  // Who comes back has an overview of before.
  overview_due_ = last.has_value();
}

void EventStream::begin_at_run() {
  const EventLog& log = watch_.log();
  place_ = {log.file(), log.run_begin()};
  const std::uint64_t behind = log.end() - log.run_begin();
  one_of_ = 1 + behind / kThinnedTo;
  thin_until_ = one_of_ > 1 ? log.end() - kWhole : 0;
}

void EventStream::begin() {
  send("retry: 2000\n\n");
}

void EventStream::pump() {
  if (sending_ || !is_open()) return;
  std::string text = next_text();
  if (!text.empty()) send(std::move(text));
}

void EventStream::tell_overview() {
  overview_due_ = true;
  pump();
}

void EventStream::keep_alive(std::chrono::steady_clock::time_point now) {
  if (!sending_ && is_open() && now - last_sent_ >= kHeartbeat) send(": still there\n\n");
}

std::string EventStream::next_text() {
  const EventLog& log = watch_.log();
  std::string text;
  if (log.file() != place_.file || place_.offset > log.end()) {
    begin_at_run();
    overview_due_ = true;
  }
  if (std::exchange(overview_due_, false)) text += "event: overview\ndata: {}\n\n";
  while (place_.offset < log.end() && text.size() < kMostAtOnce) {
    const LoggedEvents events = log.read(place_.offset, kMostAtOnce);
    if (events.next == place_.offset) break;  // the file has become shorter
    for (const LoggedEvent& event : events.lines) {
      place_.offset = event.ends_at;
      if (is_sendable(event.text) && !is_thinned_out(event)) text += sent_line(event.text, place_);
    }
    place_.offset = events.next;
  }
  return text;
}

bool EventStream::is_thinned_out(const LoggedEvent& event) {
  if (event.ends_at > thin_until_ || event_name(event.text) != "live_sample") return false;
  return samples_++ % one_of_ != 0;
}

void EventStream::send(std::string text) {
  sending_ = true;
  last_sent_ = std::chrono::steady_clock::now();
  connection_->send(std::move(text), [self = shared_from_this()] {
    self->sending_ = false;
    self->pump();
  });
}

}  // namespace mutation
