// The set is made with the first device and emptied at each look.
#include "measure/nvml_events.h"

#include <utility>

#include "base/check.h"

namespace mutation {
namespace {

constexpr unsigned kWithoutWaiting = 0;  // ms
// A driver that tells more than this at once is told to wait for the next look.
constexpr int kMostAtOnce = 64;

// The first of the functions that the library lacks; "" when it has all.
std::string missing_function(const NvmlFunctions& f) {
  if (!f.event_set_create) return "nvmlEventSetCreate";
  if (!f.event_set_free) return "nvmlEventSetFree";
  if (!f.event_set_wait) return "nvmlEventSetWait_v2";
  if (!f.register_events) return "nvmlDeviceRegisterEvents";
  return {};
}

}  // namespace

NvmlEvents::NvmlEvents(const NvmlFunctions& functions) : functions_(functions) {
  if (!missing_function(functions).empty()) return;
  created_ = functions.event_set_create(&set_);
  if (created_ != kNvmlSuccess) set_ = nullptr;
}

NvmlEvents::~NvmlEvents() {
  if (set_) functions_.event_set_free(set_);
}

std::string NvmlEvents::watch(NvmlDeviceHandle device, const NvmlLibrary& library) {
  if (const std::string missing = missing_function(functions_); !missing.empty())
    return "this NVML has no " + missing;
  if (!set_) return "nvmlEventSetCreate: " + library.describe(created_);
  const NvmlReturn code = functions_.register_events(device, kNvmlEventXid, set_);
  if (code != kNvmlSuccess) return "nvmlDeviceRegisterEvents: " + library.describe(code);
  last_[device] = 0;
  return {};
}

NvmlReturn NvmlEvents::poll() {
  if (last_.empty()) return kNvmlSuccess;
  for (int i = 0; i < kMostAtOnce; ++i) {
    NvmlEventData event{};
    const NvmlReturn code = functions_.event_set_wait(set_, &event, kWithoutWaiting);
    if (code == kNvmlTimeout) return kNvmlSuccess;
    if (code != kNvmlSuccess) return code;
    const auto found = last_.find(event.device);
    if (event.type == kNvmlEventXid && found != last_.end())
      found->second = static_cast<double>(event.data);
  }
  return kNvmlSuccess;
}

double NvmlEvents::take_xid(NvmlDeviceHandle device) {
  const auto found = last_.find(device);
  MUTATION_CHECK(found != last_.end());
  return std::exchange(found->second, 0);
}

}  // namespace mutation
