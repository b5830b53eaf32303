// Values as bytes between the program and its keeper, which are always the same binary: numbers in
// the machine's order, texts and lists behind their length. Whatever is read is checked against the
// end of the bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "model/run_record.h"

namespace mutation {

class WireWriter {
 public:
  template <typename Number>
  void number(Number value) {
    static_assert(std::is_arithmetic_v<Number>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view value);
  void texts(const std::vector<std::string>& values);
  void instant(const Instant& value);
  void optional_number(const std::optional<int>& value);

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// After the first read beyond the end everything reads as nothing and complete() is false.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}

  template <typename Number>
  Number number() {
    static_assert(std::is_arithmetic_v<Number>);
    Number value{};
    if (const std::string_view raw = take(sizeof value); !raw.empty()) {
      std::memcpy(&value, raw.data(), sizeof value);
    }
    return value;
  }
  bool boolean() { return number<std::uint8_t>() != 0; }
  std::string text();
  std::vector<std::string> texts();
  Instant instant();
  std::optional<int> optional_number();

  bool failed() const { return failed_; }
  // All was there and nothing is left over.
  bool complete() const { return !failed_ && rest_.empty(); }

 private:
  std::string_view take(std::size_t size);

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace mutation
