// Comma-separated values as RFC 4180 has them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mutation {

// The field as it stands between two commas: in quotes where it holds a comma, a quote or a line
// end; bytes that are no UTF-8 become U+FFFD.
std::string csv_field(std::string_view text);

// The fields of one record, without a line end.
std::string csv_record(const std::vector<std::string>& fields);

// All complete records; both line ends are read. What stands behind the last line end was cut off
// while being written and is left out.
std::vector<std::vector<std::string>> read_csv(std::string_view text);

}  // namespace mutation
