// libFuzzer target: any bytes as the JSON of a session's store: a plan, a planned run, a session,
// an attempt. What can be read must come back the same from what the writers make of it. Its corpus
// is corpus/stored/.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/check.h"
#include "record/from_json.h"
#include "record/json_of.h"
#include "record/plan_json.h"

namespace mutation {
namespace {

// Texts of moments are rounded to the microsecond once; from then on they stay.
template <typename Read, typename Write>
void check_reads_back(std::string_view text, Read read, Write write) {
  const auto value = read(text);
  if (!value) {
    MUTATION_CHECK(!value.error().message.empty());
    return;
  }
  const auto rounded = read(write(*value));
  MUTATION_CHECK(rounded.ok());
  const std::string written = write(*rounded);
  const auto again = read(written);
  MUTATION_CHECK(again.ok() && write(*again) == written);
}

}  // namespace
}  // namespace mutation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto as_line = [](const auto& value) { return to_line(json_of(value)); };
  check_reads_back(text, plan_from_json, plan_json);
  check_reads_back(
      text, [](std::string_view it) { return planned_run_of(it, "the run"); }, as_line);
  check_reads_back(
      text, [](std::string_view it) { return session_info_of(it, "the session"); }, as_line);
  check_reads_back(
      text, [](std::string_view it) { return attempt_of(it, "the attempt"); }, as_line);
  return 0;
}
