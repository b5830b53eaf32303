#include "record/hash.h"

#include <sys/types.h>
// sha2.h needs the types above.
#include <sha2.h>

#include <cstdint>

namespace mutation {

std::string sha256_hex(std::string_view bytes) {
  char hex[SHA256_DIGEST_STRING_LENGTH];
  SHA256Data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), hex);
  return hex;
}

}  // namespace mutation
