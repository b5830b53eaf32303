// Calibrations of the other sessions in a results folder, from which the noise floor of their
// machines is known to what a report or a served page shows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "app/options.h"
#include "model/recorded_run.h"

namespace mutation {

// Remembers what it has read, and reads a session anew only when its store has changed: a page is
// made anew after each run. Any thread; none waits for what another one reads.
class OtherCalibrations {
 public:
  explicit OtherCalibrations(const Options& options);

  // Of all sessions in the results folder but `sessions` (absolute folders). None where there is no
  // results folder.
  std::vector<RecordedRun> besides(const std::vector<std::string>& sessions);

 private:
  // When the store and its journal were written last, and how long they are.
  using Stamp = std::vector<std::pair<std::filesystem::file_time_type, std::uintmax_t>>;
  struct Known {
    Stamp stamp;
    std::vector<RecordedRun> runs;
  };
  static Stamp stamp_of(const std::string& folder);
  std::vector<RecordedRun> calibrations_in(const std::string& folder);

  std::string results_;  // absolute; "": there is none
  std::mutex mutex_;
  std::map<std::string, Known> known_;  // by folder
};

}  // namespace mutation
