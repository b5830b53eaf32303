// libFuzzer target: any bytes as what powercap's files hold: each line a zone's folder and its
// name, the whole text and each line as a counter. Ids must be unique, counters finite. Its corpus
// is corpus/powercap/.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "measure/rapl_zones.h"

namespace mutation {
namespace {

void check_counter(std::string_view text) {
  const Result<double> joules = powercap_joules(text, "energy_uj");
  if (joules) MUTATION_CHECK(std::isfinite(*joules) && *joules >= 0);
}

void check_ids(const std::map<std::vector<int>, std::string>& names) {
  const std::vector<std::string> ids = rapl_zone_ids(names);
  MUTATION_CHECK(ids.size() == names.size());
  MUTATION_CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
}

}  // namespace
}  // namespace mutation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_counter(text);
  std::map<std::vector<int>, std::string> names;
  for (const std::string& line : split(text, '\n')) {
    check_counter(line);
    const size_t blank = line.find(' ');
    const std::vector<int> numbers = rapl_zone_numbers(line.substr(0, blank));
    MUTATION_CHECK(numbers.size() <= 2);
    if (!numbers.empty() && names.size() < 100)
      names.emplace(numbers, blank == std::string::npos ? "" : line.substr(blank + 1));
  }
  check_ids(names);
  return 0;
}
