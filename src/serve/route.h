// What a request's target asks for. No path of a request ever becomes a path of a file: a run is
// looked up by its id.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "serve/http_request.h"

namespace mutation {

enum class Asked { page, overview, blocks, run, events };

// Passive.
struct Route {
  Asked asked = Asked::page;
  std::string run_id;  // of a run
};

// The value of `name` in the target's query; "" when it is not there. Nothing is decoded: what is
// looked for consists of letters that need no escape.
std::string query_value(std::string_view target, std::string_view name);

// 405 for another method than GET and HEAD, 404 for what there is not.
std::variant<Route, HttpRefusal> route_of(const HttpRequest& request);

}  // namespace mutation
