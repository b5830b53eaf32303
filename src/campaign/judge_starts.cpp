#include "campaign/judge_starts.h"

#include <map>
#include <utility>

#include "judge/start_temperature.h"

namespace mutation {
namespace {

using Medians = std::map<std::string, std::optional<Celsius>>;  // by device

Medians medians_of(const std::vector<RunStart>& starts) {
  std::map<std::string, std::vector<Celsius>> by_device;
  for (const RunStart& start : starts) by_device[start.device].push_back(start.temperature);
  Medians medians;
  for (auto& [device, temperatures] : by_device) {
    medians[device] = median_start(std::move(temperatures));
  }
  return medians;
}

bool is_off(const RunStart& start, Celsius median) {
  return !start_temperature_off(start.temperature, median, start.band).empty();
}

}  // namespace

Result<std::vector<RunRecord>> judge_starts_again(SessionStore& store) {
  const auto starts = store.starts();
  if (!starts) return starts.error();
  const Medians medians = medians_of(*starts);
  std::vector<RunRecord> changed;
  for (const RunStart& start : *starts) {
    const auto& median = medians.at(start.device);
    if (!median || is_off(start, *median) == start.off) continue;
    const Result<StoredRun> stored = store.begun_run(start.run_id);
    if (!stored) return stored.error();
    RunRecord run = run_record_of(*stored);
    if (!judge_start_again(run, *median)) continue;
    changed.push_back(std::move(run));
  }
  if (changed.empty()) return changed;
  if (Status judged = store.judge_anew(changed); !judged) return judged.error();
  return changed;
}

bool judge_starts(RunLoop& loop, SessionStore& store) {
  const auto changed = judge_starts_again(store);
  if (!changed) {
    loop.tell(Notice{Severity::error, changed.error().message, changed.error().hint});
    return false;
  }
  for (const RunRecord& run : *changed) loop.tell(RunJudgedAnew{run});
  return true;
}

}  // namespace mutation
