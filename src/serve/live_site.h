// All that is served: connections in, answers out, the event streams woken when there is something.
// Everything in one thread, that of its io_context, but for the making of pages.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "os/file_watch.h"
#include "serve/access.h"
#include "serve/answer_cache.h"
#include "serve/connection.h"
#include "serve/event_stream.h"
#include "serve/page_source.h"
#include "serve/quiet_worker.h"
#include "serve/route.h"
#include "serve/session_watch.h"

namespace mutation {

// Passive.
struct SiteSetup {
  Access access;
  bool any_address = false;  // each of the machine's addresses may be asked for
  std::string directory;     // the session
  std::string results;       // see SessionWatch
  PageSource source;
};

class LiveSite {
 public:
  LiveSite(boost::asio::io_context& loop, SiteSetup setup);

  void take(boost::asio::ip::tcp::socket socket);
  // Ends all connections.
  void close();
  // Whether a page is being made: then the destructor waits for it.
  bool is_busy() const { return worker_.is_busy() || later_.is_busy() || asker_.is_busy(); }

 private:
  using ConnectionPtr = std::shared_ptr<Connection>;

  bool make_room();
  void answer(const ConnectionPtr& connection, const HttpRequest& request);
  void answer_page(const ConnectionPtr& connection);
  void answer_overview(const ConnectionPtr& connection);
  void answer_blocks(const ConnectionPtr& connection);
  void answer_run(const ConnectionPtr& connection, const std::string& run_id);
  void answer_events(const ConnectionPtr& connection, const HttpRequest& request);
  // Has the worker make the answer anew, of the session that is shown.
  void make(AnswerCache& answer, QuietWorker& worker, const PageSource::OfSession& page);
  void look();
  void schedule_look();
  void wait_for_writes();
  void watch_file();
  void forget(const ConnectionPtr& connection);

  boost::asio::io_context& loop_;
  SiteSetup setup_;
  std::shared_ptr<const std::string> html_;
  SessionWatch watch_;
  AnswerCache overview_;
  AnswerCache blocks_;
  std::set<ConnectionPtr> connections_;
  std::vector<std::shared_ptr<EventStream>> streams_;
  boost::asio::steady_timer timer_;
  bool looking_ = false;
  // Absent where nobody tells of writes.
  std::optional<FileWatch> file_watch_;
  boost::asio::posix::stream_descriptor written_;  // its descriptor, as the loop's own
  std::uint64_t watched_file_ = 0;                 // 0: none is watched
  // Last: they end first. What somebody waits for, what nobody does, and what waits for others.
  QuietWorker worker_{Quiet::nice};
  QuietWorker later_{Quiet::idle};
  QuietWorker asker_{Quiet::nice};
};

}  // namespace mutation
