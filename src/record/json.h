// JSON as record/ writes and reads it: one type, one way to text, one way back. The only header of
// this folder's inside that names the library.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mutation {

// Objects keep their fields in the order in which they were put in.
using Json = nlohmann::ordered_json;

// For files: indented by two, line feed at the end. Bytes that are no UTF-8 become U+FFFD; numbers
// read back as exactly the same; NaN and infinity become null.
std::string to_document(const Json& json);
// For lines of a file and columns of the store: the same without any line feed.
std::string to_line(const Json& json);

// `what` names the text in the error.
Result<Json> parse_stored_json(std::string_view text, const std::string& what);

}  // namespace mutation
