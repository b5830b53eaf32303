// What is answered, and its head as bytes. All answers forbid storing, guessing of types, foreign
// scripts and frames; none allows other sites to read it.
#pragma once

#include <memory>
#include <string>

#include "serve/http_request.h"

namespace mutation {

// Passive.
struct HttpResponse {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::shared_ptr<const std::string> body;  // null: none
  std::string security_policy = "default-src 'none'; frame-ancestors 'none'";
  bool endless = false;  // an event stream: no length
};

HttpResponse refused(const HttpRefusal& refusal);

// Status line and headers, with the empty line. `closes`: the connection ends behind it.
std::string response_head(const HttpResponse& response, bool closes);

}  // namespace mutation
