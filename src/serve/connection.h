// One browser's connection: requests are read one after another, each is answered by somebody else
// through respond() or stream(). Whatever the other side does or does not, its memory and its time
// are bounded. One thread, that of its socket.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "serve/http_request.h"
#include "serve/http_response.h"

namespace mutation {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // Called with each request; respond() or stream() is to follow, at once or later.
  using Answer = std::function<void(const std::shared_ptr<Connection>&, const HttpRequest&)>;
  // Called once, when it has ended.
  using Ended = std::function<void(const std::shared_ptr<Connection>&)>;

  Connection(boost::asio::ip::tcp::socket socket, Answer answer, Ended ended);

  // Reads the first request.
  void start();
  void respond(HttpResponse response);
  // The head of an endless answer; its text follows by send(). False, and answered, for HEAD.
  bool stream(HttpResponse head);
  // Calls `sent` when it has gone; not when the connection has ended. REQUIRES: stream(); nothing
  // is being sent.
  void send(std::string text, std::function<void()> sent);
  void close();

  bool is_open() const { return socket_.is_open(); }
  bool is_stream() const { return is_stream_; }
  bool waits_for_request() const { return waits_for_request_; }
  // Since when it has been doing what it does.
  std::chrono::steady_clock::time_point since() const { return since_; }
  // Its own end's address, as in a URL; "" when it is gone.
  std::string local_address() const;

 private:
  void next_request();
  void read_more();
  void take_request();
  void write_piece(std::size_t from);
  void response_written();
  void end();
  void drain(std::size_t left);
  void notice_end();
  void close_unless_done_within(std::chrono::seconds limit);

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer deadline_;
  Answer answer_;
  Ended ended_;
  std::string received_;
  std::string piece_;  // what is being read
  std::string head_;
  std::string streamed_;
  std::function<void()> sent_;
  HttpResponse response_;
  bool head_only_ = false;
  bool keep_alive_ = false;
  bool is_stream_ = false;
  bool waits_for_request_ = true;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

// As in a URL: an IPv6 address in brackets, one that stands for an IPv4 address as that.
std::string url_host(const boost::asio::ip::address& address);

}  // namespace mutation
