// overview.jsonl: an attempt's readings thinned to what a picture of it needs, beside its trace.csv
// and made of the same readings. A line for each level of detail, the coarsest first, so that who
// needs little reads little; docs/records.md has the fields. Where it is missing or damaged, the
// same is made from the recorded traces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "record/trace_thinning.h"

namespace mutation {

inline constexpr const char* kOverviewFile = "overview.jsonl";
// Most buckets a channel in each line; the last is kMostBuckets.
inline constexpr std::size_t kOverviewLevels[] = {32, 256, kMostBuckets};

std::string overview_text(const std::vector<ThinnedChannel>& channels);

// The line that has `most_buckets` a channel, or the finest where none has so many; not thinned
// further. An error says what is wrong with the file: also where that line was not written any
// more.
Result<std::vector<ThinnedChannel>> read_overview_text(std::string_view text,
                                                       std::size_t most_buckets);

// Of the recorded traces in a run's energy/ folder: trace.csv, else the Python tool's files, whose
// first reading is the origin then (`start` gets its time). None where there is no trace.
struct ThinnedAttempt {
  UtcTime start{};  // of the origin
  std::vector<ThinnedChannel> channels;
};
// `start`: of the attempt, as its record has it. Never fails for what is missing or damaged: what
// can be read of it is there. Writes nothing.
ThinnedAttempt thinned_attempt(const std::string& energy_directory, const Instant& start,
                               std::size_t most_buckets);

}  // namespace mutation
