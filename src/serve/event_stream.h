// The events of the shown session to one browser, from where it stands, at its own pace: what it
// has not read yet stays in the file. One thread, that of its connection.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "serve/connection.h"
#include "serve/session_watch.h"

namespace mutation {

class EventStream : public std::enable_shared_from_this<EventStream> {
 public:
  // The connection streams already; `watch` outlives this. `last`: what the browser has read.
  EventStream(std::shared_ptr<Connection> connection, const SessionWatch& watch,
              std::optional<EventPlace> last);

  // The first thing that is sent.
  void begin();
  // Sends what there is; nothing while something is being sent.
  void pump();
  // The overview must be fetched anew.
  void tell_overview();
  // A comment when nothing was sent for a while, so that both sides notice when the other is gone.
  void keep_alive(std::chrono::steady_clock::time_point now);
  bool is_open() const { return connection_->is_open(); }
  void close() { connection_->close(); }

 private:
  void begin_at_run();
  std::string next_text();
  bool is_thinned_out(const LoggedEvent& event);
  void send(std::string text);

  std::shared_ptr<Connection> connection_;
  const SessionWatch& watch_;
  EventPlace place_;
  std::uint64_t thin_until_ = 0;  // live samples that end before: only some of them
  std::uint64_t one_of_ = 1;
  std::uint64_t samples_ = 0;
  bool overview_due_ = false;
  bool sending_ = false;
  std::chrono::steady_clock::time_point last_sent_ = std::chrono::steady_clock::now();
};

}  // namespace mutation
