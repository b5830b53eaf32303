#include "app/other_calibrations.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <system_error>

#include "app/find_session.h"
#include "record/session_list.h"
#include "report/overview.h"

namespace mutation {

OtherCalibrations::OtherCalibrations(const Options& options) {
  const Result<std::string> results = find_results(options);
  if (results) results_ = std::filesystem::absolute(*results).lexically_normal();
}

OtherCalibrations::Stamp OtherCalibrations::stamp_of(const std::string& folder) {
  Stamp stamp;
  for (const char* name : {"/session.db", "/session.db-wal"}) {
    std::error_code absent;
    const auto written = std::filesystem::last_write_time(folder + name, absent);
    const auto size = absent ? 0 : std::filesystem::file_size(folder + name, absent);
    stamp.emplace_back(absent ? std::filesystem::file_time_type{} : written, absent ? 0 : size);
  }
  return stamp;
}

std::vector<RecordedRun> OtherCalibrations::calibrations_in(const std::string& folder) {
  // Asked first: what is written while it is read is read anew the next time.
  Stamp stamp = stamp_of(folder);
  {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(folder);
    if (known != known_.end() && known->second.stamp == stamp) return known->second.runs;
  }
  std::vector<RecordedRun> runs = calibrations_of(folder);
  const std::lock_guard lock(mutex_);
  known_[folder] = {std::move(stamp), runs};
  return runs;
}

std::vector<RecordedRun> OtherCalibrations::besides(const std::vector<std::string>& sessions) {
  std::vector<RecordedRun> runs;
  if (results_.empty()) return runs;
  for (const std::string& name : session_names(results_)) {
    const std::string folder = (std::filesystem::path(results_) / name).string();
    if (std::ranges::find(sessions, folder) != sessions.end()) continue;
    std::ranges::move(calibrations_in(folder), std::back_inserter(runs));
  }
  return runs;
}

}  // namespace mutation
