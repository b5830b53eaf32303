// SHA-256, by which a record names the exact settings, catalogue and train script that it rests on.
#pragma once

#include <string>
#include <string_view>

namespace mutation {

// 64 lower-case hexadecimal digits. [FIPS 180-4]
std::string sha256_hex(std::string_view bytes);

}  // namespace mutation
