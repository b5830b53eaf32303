#include "report/embedded.h"

#include <zlib.h>

#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>

#include "base/check.h"

namespace mutation {
namespace {

// A quarter faster than zlib's usual 6, and a tenth larger: a report is written more often than it
// is mailed.
constexpr int kLevel = 4;

std::string deflated(std::string_view bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string data(size, '\0');
  const int result = compress2(reinterpret_cast<Bytef*>(data.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()),
                               static_cast<uLong>(bytes.size()), kLevel);
  MUTATION_CHECK(result == Z_OK);  // only memory or a buffer that is too small can be wrong
  data.resize(size);
  return data;
}

std::string base64(const std::string& bytes) {
  namespace iterators = boost::archive::iterators;
  using Digits =
      iterators::base64_from_binary<iterators::transform_width<std::string::const_iterator, 6, 8>>;
  // The digits are made of whole groups of three bytes; those that were added show as "=".
  const std::size_t added = (3 - bytes.size() % 3) % 3;
  const std::string whole = bytes + std::string(added, '\0');
  std::string text(Digits(whole.begin()), Digits(whole.end()));
  text.replace(text.size() - added, added, added, '=');
  return text;
}

}  // namespace

std::string packed(std::string_view bytes) {
  return base64(deflated(bytes));
}

std::string embeddable(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string_view rest = json.substr(i, 3);
    if (rest[0] == '<') {
      text += "\\u003c";
    } else if (rest[0] == '>') {
      text += "\\u003e";
    } else if (rest == "\xe2\x80\xa8" || rest == "\xe2\x80\xa9") {
      text += rest[2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      text += rest[0];
    }
  }
  return text;
}

}  // namespace mutation
