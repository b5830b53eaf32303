// libFuzzer target: any bytes as a run's overview.jsonl. What is read must be in order and within
// its bounds, keep its peaks when it is thinned further, and be read back from what is written of
// it. Its corpus is corpus/overview/.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "base/check.h"
#include "record/trace_overview.h"

namespace mutation {
namespace {

double highest(const ThinnedTrace& trace) {
  double high = -std::numeric_limits<double>::infinity();
  for (const ThinnedBucket& bucket : trace.buckets) high = std::max(high, bucket.high);
  return high;
}

void check(const ThinnedTrace& trace) {
  for (std::size_t i = 0; i < trace.buckets.size(); ++i) {
    const ThinnedBucket& bucket = trace.buckets[i];
    MUTATION_CHECK(std::isfinite(bucket.mean));
    MUTATION_CHECK(bucket.low <= bucket.high && bucket.readings > 0);
    MUTATION_CHECK(i == 0 || trace.buckets[i - 1].number < bucket.number);
  }
}

void check_channel(const ThinnedChannel& channel) {
  check(channel.trace);
  for (const std::size_t most : {std::size_t{1}, std::size_t{7}}) {
    const ThinnedTrace further = thinned_further(channel.trace, most);
    MUTATION_CHECK(further.buckets.size() <= channel.trace.buckets.size());
    MUTATION_CHECK(further.buckets.size() <= std::max<std::size_t>(most, 2));
    MUTATION_CHECK(highest(further) >= highest(channel.trace));
    check(further);
  }
}

}  // namespace
}  // namespace mutation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::size_t most : {std::size_t{1}, std::size_t{256}, std::size_t{100000}}) {
    const auto read = read_overview_text(text, most);
    if (!read) {
      MUTATION_CHECK(!read.error().message.empty());
      continue;
    }
    for (const ThinnedChannel& channel : *read) check_channel(channel);
    MUTATION_CHECK(read_overview_text(overview_text(*read), most).ok());
  }
  return 0;
}
