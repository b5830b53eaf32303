#include "campaign/cooling_memory.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "run/execute_run.h"

namespace mutation {

CoolingMemory::CoolingMemory(RunLoop& loop, SessionStore& store, std::string results_directory,
                             std::vector<int> own_gpus, const std::vector<std::string>& elsewhere)
    : loop_(loop),
      results_directory_(std::move(results_directory)),
      own_gpus_(std::move(own_gpus)),
      session_(store.name()) {
  known_ = read_known(results_directory_);
  for (const std::string& folder : elsewhere) take_from(folder);
  const auto starts = store.starts();
  if (!starts) {
    loop_.tell(Notice{Severity::warning, starts.error().message,
                      "start temperatures of the session's earlier runs are judged at its end"});
  }
  knowledge_ = CoolingKnowledge(known_, starts ? *starts : std::vector<RunStart>());
  note_begun_runs(store);
}

std::vector<KnownDevice> CoolingMemory::read_known(const std::string& folder) {
  KnownDevices known = read_known_devices(folder);
  if (!known.note.empty()) loop_.tell(Notice{Severity::info, known.note, ""});
  return std::move(known.devices);
}

void CoolingMemory::take_from(const std::string& folder) {
  const std::vector<Device>& here = loop_.observations().instrumentation().devices;
  const auto is_here = [&](const KnownDevice& device) {
    return std::ranges::all_of(split(device.id, ' '), [&](const std::string& id) {
      return std::ranges::find(here, id, &Device::id) != here.end();
    });
  };
  for (KnownDevice& device : read_known(folder)) {
    if (!is_here(device)) continue;
    const auto known = std::ranges::find(known_, device.id, &KnownDevice::id);
    if (known == known_.end()) {
      known_.push_back(std::move(device));
    } else if (known->learned < device.learned) {
      *known = std::move(device);
    }
  }
}

void CoolingMemory::note_begun_runs(SessionStore& store) {
  const auto unfinished = store.unfinished();
  if (!unfinished) return;  // the session says so and ends
  for (const UnfinishedRun& begun : *unfinished) {
    if (begun.run_id.empty()) continue;
    const Result<StoredRun> stored = store.begun_run(begun.run_id);
    if (!stored) continue;  // told when the run's turn comes
    const RunRecord run = run_record_of(*stored);
    const std::string device = device_of(run.planned);
    if (device.empty()) continue;
    for (const AttemptRecord& attempt : run.attempts) {
      knowledge_.note_gate(run.planned, device, attempt.cooling);
    }
  }
}

std::string CoolingMemory::device_of(const PlannedRun& run) const {
  const Instrumentation& instruments = loop_.observations().instrumentation();
  std::vector<std::string> ids;
  for (const int gpu : own_gpus(instruments, run.devices, own_gpus_)) {
    ids.push_back(instruments.devices[static_cast<size_t>(gpu)].id);
  }
  return joined(ids, " ");
}

CoolingReferences CoolingMemory::before(const PlannedRun& run, int warm_ups_in_a_row) const {
  return knowledge_.before(run, device_of(run), warm_ups_in_a_row);
}

std::optional<Celsius> CoolingMemory::warm_until(const PlannedRun& run,
                                                 int warm_ups_in_a_row) const {
  return knowledge_.warm_until(run, device_of(run), warm_ups_in_a_row);
}

bool CoolingMemory::has_target(const PlannedRun& run) const {
  return run.role != Role::warm_up && run.rules.cooling_policy == CoolingPolicy::match &&
         before(run, 0).target.has_value();
}

void CoolingMemory::note(const RunRecord& run, size_t first) {
  const std::string device = device_of(run.planned);
  if (device.empty()) return;
  for (size_t i = first; i < run.attempts.size(); ++i) {
    knowledge_.note_gate(run.planned, device, run.attempts[i].cooling);
  }
  if (run.planned.role == Role::warm_up || run.attempts.empty() || waits_for_warm_up(run)) return;
  const AttemptRecord& last = run.attempts.back();
  const bool trained = last.training_start.utc != UtcTime{};
  if (!trained) return;
  const std::string warning = knowledge_.note_start(run.planned, device, last.cooling);
  if (warning.empty()) return;
  loop_.tell(Notice{Severity::warning, warning,
                    "a lower \"start_temperature_celsius\" or longer trainings let runs match it"});
}

void CoolingMemory::keep() {
  const std::vector<KnownDevice> learned = knowledge_.learned(known_, session_, loop_.now().utc);
  if (!knowledge_.has_learned()) return;
  if (Status written = write_known_devices(results_directory_, learned); !written) {
    loop_.tell(Notice{Severity::warning,
                      "what was learned of the GPUs is not kept: " + written.error().message,
                      written.error().hint});
  }
}

}  // namespace mutation
