// Data within the page's markup: compressed to base64, or JSON that can end no element.
#pragma once

#include <string>
#include <string_view>

namespace mutation {

// base64 (RFC 4648) of zlib data (RFC 1950).
std::string packed(std::string_view bytes);

// The same JSON without a character that could end a script element or a line of it: "<", ">" and
// the separators U+2028 and U+2029 as escapes. REQUIRES: JSON, so that these stand in texts only.
std::string embeddable(std::string_view json);

}  // namespace mutation
