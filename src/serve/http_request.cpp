#include "serve/http_request.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace mutation {
namespace {

namespace http = boost::beast::http;
using Parser = http::request_parser<http::empty_body>;

std::string text_of(boost::string_view text) {
  return std::string(text.data(), text.size());
}

std::string field_of(const Parser& parser, const char* name) {
  const auto found = parser.get().find(name);
  return found == parser.get().end() ? std::string() : text_of(found->value());
}

}  // namespace

std::size_t head_length(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  return end == std::string_view::npos ? 0 : end + 4;
}

std::variant<HttpRequest, HttpRefusal> read_request(std::string_view head) {
  Parser parser;
  parser.header_limit(kMostRequestBytes);
  boost::beast::error_code failure;
  parser.put(boost::asio::buffer(head.data(), head.size()), failure);
  if (failure == http::error::header_limit)
    return HttpRefusal{431, "The request's headers are too long."};
  if (failure || !parser.is_header_done())
    return HttpRefusal{400, "This is no request of HTTP/1.1."};
  if (parser.get().count("Host") > 1 || parser.get().count("Authorization") > 1)
    return HttpRefusal{400, "A header that must be there once comes twice."};
  HttpRequest request;
  request.method = text_of(parser.get().method_string());
  request.target = text_of(parser.get().target());
  request.host = field_of(parser, "Host");
  request.authorization = field_of(parser, "Authorization");
  request.last_event_id = field_of(parser, "Last-Event-ID");
  request.has_body = parser.chunked() || parser.content_length_remaining().value_or(0) > 0;
  request.keep_alive = parser.keep_alive() && !request.has_body;
  return request;
}

}  // namespace mutation
