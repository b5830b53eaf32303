#include "record/last_training.h"

#include <sys/stat.h>

#include <algorithm>

#include "record/utc_text.h"

namespace mutation {
namespace {

constexpr std::chrono::seconds kBetweenSamples{1};

}  // namespace

UtcTime lived_until(const std::string& session_directory) {
  struct stat status {};
  if (stat((session_directory + "/events.jsonl").c_str(), &status) != 0) return {};
  return UtcTime(std::chrono::duration_cast<UtcTime::duration>(
      kBetweenSamples + std::chrono::seconds(status.st_mtim.tv_sec) +
      std::chrono::nanoseconds(status.st_mtim.tv_nsec)));
}

std::optional<LastTraining> last_training_of(const Row& row, size_t first,
                                             const std::string& session_directory) {
  if (whole_of(row[first]) != 0) {
    return LastTraining{lived_until(session_directory), false, {}, {}};
  }
  if (is_null(row[first + 1])) return std::nullopt;
  const auto at = utc_of(text_of(row[first + 1]));
  if (!at) return std::nullopt;
  return LastTraining{*at, true, text_of(row[first + 3]),
                      BootTime(std::chrono::nanoseconds(whole_of(row[first + 2])))};
}

std::optional<Seconds> since(const LastTraining& training, const Instant& now,
                             const std::string& boot_id) {
  if (!training.ended) return std::max(Seconds(0), Seconds(now.utc - training.at));
  if (training.boot_id != boot_id) return std::nullopt;
  return Seconds(now.boot - training.boot);
}

}  // namespace mutation
