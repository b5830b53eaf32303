#include "keeper/wire.h"

namespace mutation {

void WireWriter::text(std::string_view value) {
  number(static_cast<std::uint32_t>(value.size()));
  bytes_.append(value);
}

void WireWriter::texts(const std::vector<std::string>& values) {
  number(static_cast<std::uint32_t>(values.size()));
  for (const std::string& value : values) text(value);
}

void WireWriter::instant(const Instant& value) {
  number<std::int64_t>(value.monotonic.time_since_epoch().count());
  number<std::int64_t>(value.boot.time_since_epoch().count());
  number<std::int64_t>(value.utc.time_since_epoch().count());
}

void WireWriter::optional_number(const std::optional<int>& value) {
  number(static_cast<std::uint8_t>(value.has_value()));
  number(value.value_or(0));
}

std::string_view WireReader::take(std::size_t size) {
  if (failed_ || size > rest_.size()) {
    failed_ = true;
    return {};
  }
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::string WireReader::text() {
  return std::string(take(number<std::uint32_t>()));
}

std::vector<std::string> WireReader::texts() {
  std::vector<std::string> values;
  const auto count = number<std::uint32_t>();
  // The count is not trusted: each text takes some bytes, so a false count runs into the end.
  for (std::uint32_t i = 0; i < count && !failed_; ++i) values.push_back(text());
  return values;
}

Instant WireReader::instant() {
  using std::chrono::nanoseconds;
  Instant value;
  value.monotonic = MonotonicTime(nanoseconds(number<std::int64_t>()));
  value.boot = BootTime(nanoseconds(number<std::int64_t>()));
  value.utc = UtcTime(nanoseconds(number<std::int64_t>()));
  return value;
}

std::optional<int> WireReader::optional_number() {
  const bool present = boolean();
  const int value = number<int>();
  return present ? std::optional<int>(value) : std::nullopt;
}

}  // namespace mutation
