// A request of a browser as bytes → what of it counts here, or the status that refuses it. All
// bytes are a stranger's.
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace mutation {

// The longest request line and headers that are read, bytes.
inline constexpr std::size_t kMostRequestBytes = 16 * 1024;

// Passive. Texts as they came, "" where there was none.
struct HttpRequest {
  std::string method;
  std::string target;  // path and query
  std::string host;
  std::string authorization;
  std::string last_event_id;
  bool keep_alive = false;  // the client wants to send another one
  bool has_body = false;    // something follows that is not read
};

// Why a request is refused or what could not be answered: an HTTP status and a sentence.
struct HttpRefusal {
  int status = 400;
  std::string message;
};

// The length of what stands before the body, with the empty line; 0 while that has not come.
std::size_t head_length(std::string_view bytes);

// `head` is a request up to and with its empty line. A header that must be there once and comes
// twice is refused. [RFC 9112; parsed by Boost.Beast]
std::variant<HttpRequest, HttpRefusal> read_request(std::string_view head);

}  // namespace mutation
