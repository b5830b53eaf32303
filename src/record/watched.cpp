#include "record/watched.h"

#include <algorithm>

#include "record/experiment_json.h"

namespace mutation {
namespace {

bool gives(const Instrumentation& all, int device, auto wanted) {
  return std::ranges::any_of(all.channels, [&](const Channel& channel) {
    return channel.device == device && wanted(channel);
  });
}

// NVML alone lists the processes on a GPU; where it does not, the session says so as an absence.
bool lists_processes(const Instrumentation& all, int device) {
  const std::string absence =
      "compute processes of " + all.devices[static_cast<std::size_t>(device)].id;
  return gives(all, device, [](const Channel& it) { return it.source.starts_with("nvml"); }) &&
         std::ranges::find(all.absences, absence, &Absence::what) == all.absences.end();
}

}  // namespace

bool watches_strangers(const PlannedRun& planned, const SessionInfo& info) {
  const std::vector<int> own = own_devices_of(planned, info);
  return info.imported_from.empty() && !own.empty() &&
         info.instrumentation.processes_untrusted.empty() &&
         std::ranges::all_of(
             own, [&](int device) { return lists_processes(info.instrumentation, device); });
}

bool watches_throttling(const PlannedRun& planned, const SessionInfo& info) {
  return std::ranges::any_of(own_devices_of(planned, info), [&](int device) {
    return gives(info.instrumentation, device,
                 [](const Channel& it) { return it.quantity == Quantity::throttle_reasons; });
  });
}

}  // namespace mutation
