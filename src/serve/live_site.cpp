#include "serve/live_site.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>
#include <variant>

#include "record/file_system.h"

namespace mutation {
namespace {

using boost::asio::ip::tcp;

constexpr std::size_t kMostConnections = 64;
constexpr std::size_t kMostStreams = 32;
// How often one looks where one is told of writes, and where not.
constexpr std::chrono::milliseconds kBetweenLooks{2000};
constexpr std::chrono::milliseconds kBetweenLooksUntold{500};
// From a page's first question to its stream.
constexpr std::chrono::seconds kToOpenStream{30};
// The batch system is asked no more often, however many pages are open.
constexpr std::chrono::seconds kBetweenBlocks{10};
constexpr const char* kJson = "application/json";
constexpr const char* kBusy = "Too much is asked for at once. Try again later.";

HttpResponse json_response(std::shared_ptr<const std::string> text) {
  HttpResponse response;
  response.type = kJson;
  response.body = std::move(text);
  return response;
}

HttpResponse failed(const Error& error) {
  return refused({500, to_text(error)});
}

}  // namespace

LiveSite::LiveSite(boost::asio::io_context& loop, SiteSetup setup)
    : loop_(loop),
      setup_(std::move(setup)),
      html_(std::make_shared<const std::string>(setup_.source.html)),
      watch_(setup_.directory, setup_.results),
      overview_(
          [this](bool awaited) {
            make(overview_, awaited ? worker_ : later_, setup_.source.overview);
          },
          [this] {
            for (const auto& stream : streams_) stream->tell_overview();
          }),
      blocks_([this](bool) { make(blocks_, asker_, setup_.source.blocks); }, [] {}, kBetweenBlocks),
      timer_(loop),
      written_(loop) {
  Result<FileWatch> watch = FileWatch::open();
  if (!watch || !network_file_system(setup_.directory).empty()) return;
  file_watch_ = std::move(*watch);
  written_.assign(dup(file_watch_->fd()));
  wait_for_writes();
}

void LiveSite::take(tcp::socket socket) {
  if (!make_room()) return;
  const auto connection = std::make_shared<Connection>(
      std::move(socket),
      [this](const ConnectionPtr& from, const HttpRequest& request) { answer(from, request); },
      [this](const ConnectionPtr& ended) { forget(ended); });
  connections_.insert(connection);
  connection->start();
}

void LiveSite::close() {
  timer_.cancel();
  written_.close();
  for (const ConnectionPtr& connection : std::set(connections_)) connection->close();
}

// A new one takes the place of the one that has been silent for longest, else of the slowest.
bool LiveSite::make_room() {
  if (connections_.size() < kMostConnections) return true;
  const auto rank = [](const ConnectionPtr& connection) {
    return std::tuple(connection->is_stream(), !connection->waits_for_request(),
                      connection->since());
  };
  const auto worst =
      std::min_element(connections_.begin(), connections_.end(),
                       [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  if ((*worst)->is_stream()) return false;
  ConnectionPtr(*worst)->close();
  return true;
}

void LiveSite::answer(const ConnectionPtr& connection, const HttpRequest& request) {
  Access access = setup_.access;
  if (setup_.any_address) access.hosts.push_back(connection->local_address());
  if (const auto refused_for = refusal(request, access))
    return connection->respond(refused(*refused_for));
  const auto route = route_of(request);
  if (const auto* none = std::get_if<HttpRefusal>(&route))
    return connection->respond(refused(*none));
  switch (std::get<Route>(route).asked) {
    case Asked::page:
      return answer_page(connection);
    case Asked::overview:
      return answer_overview(connection);
    case Asked::blocks:
      return answer_blocks(connection);
    case Asked::run:
      return answer_run(connection, std::get<Route>(route).run_id);
    case Asked::events:
      return answer_events(connection, request);
  }
}

void LiveSite::answer_page(const ConnectionPtr& connection) {
  HttpResponse response;
  response.type = "text/html; charset=utf-8";
  response.body = html_;
  response.security_policy = setup_.source.security_policy;
  connection->respond(std::move(response));
}

void LiveSite::answer_overview(const ConnectionPtr& connection) {
  look();
  overview_.get(Boottime::now(), !streams_.empty(),
                [connection](const Result<AnswerCache::Text>& text) {
                  connection->respond(text ? json_response(*text) : failed(text.error()));
                });
}

// Nobody tells when they change: whoever asks gets the latest, or what is made for him.
void LiveSite::answer_blocks(const ConnectionPtr& connection) {
  look();
  blocks_.invalidate();
  blocks_.get(Boottime::now(), false, [connection](const Result<AnswerCache::Text>& text) {
    connection->respond(text ? json_response(*text) : refused({404, to_text(text.error())}));
  });
}

void LiveSite::answer_run(const ConnectionPtr& connection, const std::string& run_id) {
  look();
  const bool taken = worker_.post([this, connection, run_id, session = watch_.directory()] {
    MadePage page = made_page([&] { return setup_.source.run(session, run_id); }, 404);
    boost::asio::post(loop_, [connection, page = std::move(page)] {
      if (!page.text)
        return connection->respond(refused({page.status, to_text(page.text.error())}));
      connection->respond(json_response(std::make_shared<const std::string>(*page.text)));
    });
  });
  if (!taken) connection->respond(refused({503, kBusy}));
}

void LiveSite::answer_events(const ConnectionPtr& connection, const HttpRequest& request) {
  if (streams_.size() >= kMostStreams) return connection->respond(refused({503, kBusy}));
  look();
  HttpResponse head;
  head.type = "text/event-stream";
  if (!connection->is_open() || !connection->stream(std::move(head))) return;
  streams_.push_back(
      std::make_shared<EventStream>(connection, watch_, event_place(request.last_event_id)));
  streams_.back()->begin();
  // Its page may have got the one before, in the moment before it could be told.
  if (overview_.renewed_since(Boottime::now() - kToOpenStream)) streams_.back()->tell_overview();
  watch_file();
  schedule_look();
}

void LiveSite::make(AnswerCache& answer, QuietWorker& worker, const PageSource::OfSession& page) {
  const bool taken = worker.post([this, &answer, &page, session = watch_.directory()] {
    Result<std::string> text = made_page([&] { return page(session); }, 500).text;
    boost::asio::post(loop_, [&answer, text = std::move(text)]() mutable {
      answer.made(Boottime::now(), std::move(text));
    });
  });
  if (taken) return;
  boost::asio::post(loop_, [&answer] { answer.made(Boottime::now(), Error{kBusy, {}}); });
}

void LiveSite::look() {
  const BootTime now = Boottime::now();
  const SessionNews news = watch_.look(now);
  if (news.another_session) {
    overview_.forget();
    blocks_.forget();
  }
  if (news.overview_changed) overview_.invalidate();
  overview_.tick(now);
  const auto streams = streams_;  // one that ends leaves the list
  for (const auto& stream : streams) {
    if (news.another_session) {
      stream->tell_overview();
    } else if (news.events) {
      stream->pump();
    }
    stream->keep_alive(std::chrono::steady_clock::now());
  }
  watch_file();
}

// Nobody looks while nobody reads.
void LiveSite::schedule_look() {
  if (looking_ || streams_.empty()) return;
  looking_ = true;
  timer_.expires_after(watched_file_ != 0 ? kBetweenLooks : kBetweenLooksUntold);
  timer_.async_wait([this](boost::system::error_code failure) {
    looking_ = false;
    if (failure) return;
    look();
    schedule_look();
  });
}

void LiveSite::wait_for_writes() {
  written_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [this](boost::system::error_code failure) {
                        if (failure) return;
                        file_watch_->drain();
                        look();
                        wait_for_writes();
                      });
}

// The session's events while somebody reads them.
void LiveSite::watch_file() {
  if (!file_watch_) return;
  const std::uint64_t file = streams_.empty() ? 0 : watch_.log().file();
  if (file == watched_file_) return;
  const bool watched = file_watch_->watch(file == 0 ? "" : watch_.log().path());
  watched_file_ = watched ? file : 0;
}

void LiveSite::forget(const ConnectionPtr& connection) {
  connections_.erase(connection);
  std::erase_if(streams_, [](const auto& stream) { return !stream->is_open(); });
  watch_file();
}

}  // namespace mutation
