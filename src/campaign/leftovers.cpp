#include "campaign/leftovers.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "keeper/leftovers.h"
#include "os/copy_folder.h"
#include "os/file.h"
#include "record/last_training.h"
#include "run/working_copy.h"

namespace mutation {
namespace {

constexpr Seconds kReapBound{60};
constexpr const char* kNotRecorded = "not recorded";
constexpr size_t kLongestScript = size_t{1} << 20;

std::vector<LeftTree> trees_of(const StoredRun& run, const CrashSite& site) {
  std::vector<LeftTree> trees;
  for (const StoredAttempt& attempt : run.attempts) {
    if (attempt.record) continue;
    for (const ProcessIdentity& identity : attempt.trees) trees.push_back({run.run_id, identity});
    // What was started and could not be stored any more.
    ProcessIdentity unknown;
    unknown.tree = kNotRecorded;
    unknown.boot_id = site.boot_id;
    trees.push_back({run.run_id, unknown});
  }
  return trees;
}

void remove_scripts(const StoredRun& run, const std::string& results_directory) {
  const std::string suffix = "_" + run.planned.experiment_id + ".sh";
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(results_directory, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("background_training_") || !name.ends_with(suffix)) continue;
    const auto text = read_file(entry.path().string(), kLongestScript);
    // Its environment names the run, which no other script does.
    if (text && text->find(run.run_id) != std::string::npos) unlink(entry.path().c_str());
  }
}

Instant later(const Instant& start, const UtcTime& end) {
  const auto passed = std::max(UtcTime::duration(0), end - start.utc);
  return {start.monotonic + passed, start.boot + passed, start.utc + passed};
}

}  // namespace

std::vector<StopRecord> clear_leftovers(const StoredRun& run, const CrashSite& site) {
  std::vector<StopRecord> stops = reap_leftovers(trees_of(run, site), kReapBound);
  std::erase_if(stops, [](const StopRecord& stop) {
    return stop.tree == kNotRecorded && stop.seen == 0 && stop.survivors == 0;
  });
  remove_scripts(run, std::filesystem::path(site.session_directory).parent_path().string());
  return stops;
}

Status remove_left_copies(const std::string& session_directory) {
  return remove_folder(session_directory + "/" + kWorkFolder);
}

Status no_survivors(const std::vector<StopRecord>& stops) {
  std::vector<std::string> named;
  int survivors = 0;
  for (const StopRecord& stop : stops) {
    survivors += stop.survivors;
    named.insert(named.end(), stop.survivor_processes.begin(), stop.survivor_processes.end());
  }
  if (survivors == 0) return {};
  return Error{"processes that a crash has left cannot be killed (" + std::to_string(survivors) +
                   "): " + joined(named, "; "),
               "look at them, restart the machine if need be, and start again"};
}

AttemptRecord cut_off_attempt(const StoredRun& run, const StoredAttempt& attempt,
                              std::vector<StopRecord> stops, const CrashSite& site,
                              const Instant& now) {
  const bool lived_on =
      std::ranges::any_of(stops, [](const StopRecord& stop) { return stop.killed > 0; });
  AttemptRecord record;
  record.number = attempt.number;
  record.start = attempt.start;
  const UtcTime until = std::min(now.utc, lived_until(site.session_directory));
  record.end = lived_on ? now : later(attempt.start, until);
  record.outcome = Outcome::interrupted;
  record.reasons = {{"cut_off", "the program ended during this attempt without recording its end"}};
  if (lived_on) {
    record.reasons.push_back({"processes_left", "processes of it lived until the next start"});
  }
  record.stops = std::move(stops);
  record.energy.reasons = {
      "no figures: the program ended during the attempt; what was read until "
      "then stands in energy/"};
  const PlannedTraining& training = run.planned.foreground;
  record.argv = training.command;
  record.working_directory = training.directory;
  record.environment = training.environment;
  if (run.planned.background) record.background_argv = run.planned.background->command;
  return record;
}

}  // namespace mutation
