#include "serve/route.h"

#include <algorithm>

namespace mutation {
namespace {

constexpr std::string_view kRunPath = "/api/run/";
constexpr std::size_t kMostRunIdLetters = 64;

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

// As record/run_id makes them.
bool is_run_id(std::string_view text) {
  return !text.empty() && text.size() <= kMostRunIdLetters &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
         });
}

}  // namespace

std::string query_value(std::string_view target, std::string_view name) {
  std::size_t at = target.find('?');
  while (at != std::string_view::npos) {
    const std::size_t end = std::min(target.find('&', at + 1), target.size());
    const std::string_view part = target.substr(at + 1, end - at - 1);
    if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=')
      return std::string(part.substr(name.size() + 1));
    at = end < target.size() ? end : std::string_view::npos;
  }
  return "";
}

std::variant<Route, HttpRefusal> route_of(const HttpRequest& request) {
  if (request.method != "GET" && request.method != "HEAD")
    return HttpRefusal{405, "Nothing can be changed here: GET and HEAD only."};
  const std::string_view path = path_of(request.target);
  if (path == "/") return Route{Asked::page, ""};
  if (path == "/api/overview") return Route{Asked::overview, ""};
  if (path == "/api/blocks") return Route{Asked::blocks, ""};
  if (path == "/api/events") return Route{Asked::events, ""};
  if (path.starts_with(kRunPath)) {
    const std::string_view run_id = path.substr(kRunPath.size());
    if (is_run_id(run_id)) return Route{Asked::run, std::string(run_id)};
  }
  return HttpRefusal{404, "There is nothing under this address."};
}

}  // namespace mutation
