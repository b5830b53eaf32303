#include "serve/connection.h"

#include <algorithm>
#include <boost/asio/write.hpp>
#include <utility>
#include <variant>

namespace mutation {
namespace {

using boost::asio::ip::tcp;
using Failure = boost::system::error_code;

// For a whole request to come, and between two.
constexpr std::chrono::seconds kForRequest{15};
// For each piece of an answer to go: who reads nothing for so long has gone or means no good.
constexpr std::chrono::seconds kForPiece{30};
constexpr std::chrono::seconds kForDrain{2};
constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::size_t kReadBytes = 4096;

}  // namespace

std::string url_host(const boost::asio::ip::address& address) {
  if (!address.is_v6()) return address.to_string();
  if (address.to_v6().is_v4_mapped()) {
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6())
        .to_string();
  }
  return "[" + address.to_string() + "]";
}

Connection::Connection(tcp::socket socket, Answer answer, Ended ended)
    : socket_(std::move(socket)),
      deadline_(socket_.get_executor()),
      answer_(std::move(answer)),
      ended_(std::move(ended)),
      piece_(kReadBytes, '\0') {}

void Connection::start() {
  next_request();
}

std::string Connection::local_address() const {
  Failure failure;
  const tcp::endpoint end = socket_.local_endpoint(failure);
  return failure ? "" : url_host(end.address());
}

void Connection::next_request() {
  waits_for_request_ = true;
  since_ = std::chrono::steady_clock::now();
  close_unless_done_within(kForRequest);
  take_request();
}

void Connection::read_more() {
  socket_.async_read_some(boost::asio::buffer(piece_),
                          [self = shared_from_this()](Failure failure, std::size_t got) {
                            if (failure) return self->close();
                            self->received_.append(self->piece_, 0, got);
                            self->take_request();
                          });
}

void Connection::take_request() {
  const std::size_t length = head_length(received_);
  if (length == 0 && received_.size() <= kMostRequestBytes) return read_more();
  waits_for_request_ = false;
  since_ = std::chrono::steady_clock::now();
  deadline_.cancel();
  head_only_ = keep_alive_ = false;
  if (length == 0 || length > kMostRequestBytes)
    return respond(refused({431, "The request's headers are too long."}));
  const auto request = read_request(std::string_view(received_).substr(0, length));
  received_.erase(0, length);
  if (const auto* refusal = std::get_if<HttpRefusal>(&request)) return respond(refused(*refusal));
  const auto& read = std::get<HttpRequest>(request);
  head_only_ = read.method == "HEAD";
  keep_alive_ = read.keep_alive;
  answer_(shared_from_this(), read);
}

void Connection::respond(HttpResponse response) {
  if (!is_open()) return;
  response_ = std::move(response);
  head_ = response_head(response_, !keep_alive_);
  close_unless_done_within(kForPiece);
  boost::asio::async_write(socket_, boost::asio::buffer(head_),
                           [self = shared_from_this()](Failure failure, std::size_t) {
                             if (failure) return self->close();
                             self->write_piece(0);
                           });
}

void Connection::write_piece(std::size_t from) {
  if (head_only_ || !response_.body || from >= response_.body->size()) return response_written();
  const std::size_t size = std::min(kPieceBytes, response_.body->size() - from);
  close_unless_done_within(kForPiece);
  boost::asio::async_write(
      socket_, boost::asio::buffer(response_.body->data() + from, size),
      [self = shared_from_this(), to = from + size](Failure failure, std::size_t) {
        if (failure) return self->close();
        self->write_piece(to);
      });
}

void Connection::response_written() {
  response_ = {};
  if (keep_alive_) return next_request();
  end();
}

bool Connection::stream(HttpResponse head) {
  head.endless = true;
  if (head_only_) {
    keep_alive_ = false;
    respond(std::move(head));
    return false;
  }
  is_stream_ = true;
  head_ = response_head(head, true);
  notice_end();
  return true;
}

void Connection::send(std::string text, std::function<void()> sent) {
  if (!is_open()) return;
  streamed_ = std::exchange(head_, "") + text;
  sent_ = std::move(sent);
  close_unless_done_within(kForPiece);
  boost::asio::async_write(socket_, boost::asio::buffer(streamed_),
                           [self = shared_from_this()](Failure failure, std::size_t) {
                             if (failure) return self->close();
                             self->deadline_.cancel();
                             // It may have been closed when this call was already due.
                             if (const auto done = std::exchange(self->sent_, nullptr)) done();
                           });
}

// A stream's reader has nothing more to say: when something comes, it is its end.
void Connection::notice_end() {
  socket_.async_read_some(boost::asio::buffer(piece_),
                          [self = shared_from_this()](Failure, std::size_t) { self->close(); });
}

// Closing while something unread has come would take the answer from the other side again: its rest
// is read first, some of it.
void Connection::end() {
  Failure ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  close_unless_done_within(kForDrain);
  drain(kPieceBytes);
}

void Connection::drain(std::size_t left) {
  socket_.async_read_some(boost::asio::buffer(piece_),
                          [self = shared_from_this(), left](Failure failure, std::size_t got) {
                            if (failure || got >= left) return self->close();
                            self->drain(left - got);
                          });
}

void Connection::close() {
  if (!is_open()) return;
  Failure ignored;
  deadline_.cancel();
  socket_.close(ignored);
  sent_ = nullptr;
  ended_(shared_from_this());
}

void Connection::close_unless_done_within(std::chrono::seconds limit) {
  deadline_.expires_after(limit);
  deadline_.async_wait([self = shared_from_this()](Failure failure) {
    // It may have been set anew when this call was already due.
    if (!failure && self->deadline_.expiry() <= std::chrono::steady_clock::now()) self->close();
  });
}

}  // namespace mutation
