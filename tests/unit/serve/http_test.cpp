// Bytes of a browser → request → route, and the head of an answer.
#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "serve/http_request.h"
#include "serve/http_response.h"
#include "serve/route.h"

namespace mutation {
namespace {

HttpRequest read(const std::string& head) {
  const auto request = read_request(head);
  EXPECT_TRUE(std::holds_alternative<HttpRequest>(request)) << head;
  return std::holds_alternative<HttpRequest>(request) ? std::get<HttpRequest>(request)
                                                      : HttpRequest{};
}

int refused_with(const std::string& head) {
  const auto request = read_request(head);
  return std::holds_alternative<HttpRefusal>(request) ? std::get<HttpRefusal>(request).status : 200;
}

TEST(HttpRequest, IsReadAsItCame) {
  const HttpRequest request = read(
      "GET /api/events?token=x HTTP/1.1\r\nhost: localhost:8765\r\nAuthorization: Bearer abc\r\n"
      "Last-Event-ID: 17-4096\r\nAccept: */*\r\n\r\n");
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/api/events?token=x");
  EXPECT_EQ(request.host, "localhost:8765");
  EXPECT_EQ(request.authorization, "Bearer abc");
  EXPECT_EQ(request.last_event_id, "17-4096");
  EXPECT_TRUE(request.keep_alive);
  EXPECT_FALSE(request.has_body);
}

TEST(HttpRequest, WithABodyIsTheLastOfItsConnection) {
  const HttpRequest request =
      read("POST / HTTP/1.1\r\nHost: localhost:8765\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(request.method, "POST");
  EXPECT_TRUE(request.has_body);
  EXPECT_FALSE(request.keep_alive);
  EXPECT_TRUE(read("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").has_body);
  EXPECT_FALSE(read("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").keep_alive);
  EXPECT_FALSE(read("GET / HTTP/1.0\r\nHost: a\r\n\r\n").keep_alive);
}

TEST(HttpRequest, ThatIsNoneIsRefused) {
  EXPECT_EQ(refused_with("\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("GET\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("GET / HTTP/9.9\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nno header\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("\x16\x03\x01\x02\x01\x01\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nX: " + std::string(20000, 'x') + "\r\n\r\n"), 431);
}

TEST(HttpRequest, EndsWithItsEmptyLine) {
  EXPECT_EQ(head_length("GET / HTTP/1.1\r\nHost: a\r\n"), 0u);
  EXPECT_EQ(head_length("GET / HTTP/1.1\r\n\r\nGET"), 18u);
}

HttpRequest asking(const std::string& target, const std::string& method = "GET") {
  HttpRequest request;
  request.method = method;
  request.target = target;
  return request;
}

std::string routed(const HttpRequest& request) {
  const auto route = route_of(request);
  if (const auto* none = std::get_if<HttpRefusal>(&route)) return std::to_string(none->status);
  switch (std::get<Route>(route).asked) {
    case Asked::page:
      return "page";
    case Asked::overview:
      return "overview";
    case Asked::blocks:
      return "blocks";
    case Asked::run:
      return "run " + std::get<Route>(route).run_id;
    case Asked::events:
      return "events";
  }
  return "";
}

TEST(Route, IsOneOfFour) {
  EXPECT_EQ(routed(asking("/")), "page");
  EXPECT_EQ(routed(asking("/?token=x")), "page");
  EXPECT_EQ(routed(asking("/api/overview", "HEAD")), "overview");
  EXPECT_EQ(routed(asking("/api/blocks?token=a")), "blocks");
  EXPECT_EQ(routed(asking("/api/events?token=x")), "events");
  EXPECT_EQ(routed(asking("/api/run/01930c5e-7d3f-7a52-9d0c-0123456789ab?x")),
            "run 01930c5e-7d3f-7a52-9d0c-0123456789ab");
}

TEST(Route, LeadsNowhereElse) {
  for (const char* target :
       {"", "*", "/index.html", "/api", "/api/", "/api/run", "/api/run/", "/api/run/../overview",
        "/api/run/%2e%2e", "/api/run/..%2f..%2fetc%2fpasswd", "/../../etc/passwd", "//",
        "http://127.0.0.1:8765/", "/api/run/ABC", "/api/run/a/b", "/api/overview/"})
    EXPECT_EQ(routed(asking(target)), "404") << target;
  EXPECT_EQ(routed(asking("/api/run/" + std::string(65, 'a'))), "404");
}

TEST(Route, ChangesNothing) {
  for (const char* method :
       {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE", "get"})
    EXPECT_EQ(routed(asking("/", method)), "405") << method;
}

TEST(Query, GivesTheValueOfAName) {
  EXPECT_EQ(query_value("/?token=a", "token"), "a");
  EXPECT_EQ(query_value("/?x=1&token=a&y", "token"), "a");
  EXPECT_EQ(query_value("/?token=a&token=b", "token"), "a");
  EXPECT_EQ(query_value("/?token", "token"), "");
  EXPECT_EQ(query_value("/?token=", "token"), "");
  EXPECT_EQ(query_value("/?", "token"), "");
  EXPECT_EQ(query_value("token=a", "token"), "");
}

TEST(Response, ForbidsWhatAPageOfMeasurementsDoesNotNeed) {
  EXPECT_EQ(response_head(refused({405, "No."}), true),
            "HTTP/1.1 405 Method Not Allowed\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 4\r\n"
            "Allow: GET, HEAD\r\n"
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
            "Cache-Control: no-store\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Referrer-Policy: no-referrer\r\n"
            "Cross-Origin-Resource-Policy: same-origin\r\n"
            "X-Frame-Options: DENY\r\n"
            "Connection: close\r\n"
            "\r\n");
}

TEST(Response, OfAStreamHasNoLength) {
  HttpResponse stream;
  stream.type = "text/event-stream";
  stream.endless = true;
  const std::string head = response_head(stream, false);
  EXPECT_EQ(head.find("Content-Length"), std::string::npos);
  EXPECT_NE(head.find("Connection: close\r\n"), std::string::npos);
}

}  // namespace
}  // namespace mutation
