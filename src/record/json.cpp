#include "record/json.h"

#include <nlohmann/json.hpp>

namespace mutation {
namespace {

constexpr auto kReplaceInvalid = Json::error_handler_t::replace;

}  // namespace

std::string to_document(const Json& json) {
  return json.dump(2, ' ', false, kReplaceInvalid) + "\n";
}

std::string to_line(const Json& json) {
  return json.dump(-1, ' ', false, kReplaceInvalid);
}

Result<Json> parse_stored_json(std::string_view text, const std::string& what) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& failure) {
    return Error{"read " + what + ": " + failure.what(), {}};
  }
}

}  // namespace mutation
