#include "serve/http_response.h"

#include <fmt/format.h>

namespace mutation {
namespace {

const char* phrase_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

}  // namespace

HttpResponse refused(const HttpRefusal& refusal) {
  HttpResponse response;
  response.status = refusal.status;
  response.body = std::make_shared<const std::string>(refusal.message + "\n");
  return response;
}

std::string response_head(const HttpResponse& response, bool closes) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\n", response.status,
                                 phrase_of(response.status), response.type);
  if (!response.endless)
    head += fmt::format("Content-Length: {}\r\n", response.body ? response.body->size() : 0);
  if (response.status == 401) head += "WWW-Authenticate: Bearer\r\n";
  if (response.status == 405) head += "Allow: GET, HEAD\r\n";
  if (response.status == 503) head += "Retry-After: 10\r\n";
  head += fmt::format("Content-Security-Policy: {}\r\n", response.security_policy);
  head +=
      "Cache-Control: no-store\r\n"
      "X-Content-Type-Options: nosniff\r\n"
      "Referrer-Policy: no-referrer\r\n"
      "Cross-Origin-Resource-Policy: same-origin\r\n"
      "X-Frame-Options: DENY\r\n";
  head += closes || response.endless ? "Connection: close\r\n" : "Connection: keep-alive\r\n";
  return head + "\r\n";
}

}  // namespace mutation
