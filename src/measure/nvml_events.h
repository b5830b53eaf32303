// Critical errors (Xid) that the driver tells of as events: registers for them and looks, without
// waiting, whether any came. [NVML API reference, event handling methods]
#pragma once

#include <map>
#include <string>

#include "measure/nvml_api.h"

namespace mutation {

// One event set for all devices. Must not outlive the library.
class NvmlEvents {
 public:
  // REQUIRES: `functions` outlives it.
  explicit NvmlEvents(const NvmlFunctions& functions);
  NvmlEvents(const NvmlEvents&) = delete;
  NvmlEvents& operator=(const NvmlEvents&) = delete;
  ~NvmlEvents();

  // From now on the device's errors are told. Why they are not to be had, in the words of
  // `library`; "" when they are.
  std::string watch(NvmlDeviceHandle device, const NvmlLibrary& library);
  // Takes what has come since the last call; at once. NVML's error when it cannot say.
  NvmlReturn poll();
  // The number of the device's Xid that came since the last call, of several the last; 0: none.
  // REQUIRES: it is watched.
  double take_xid(NvmlDeviceHandle device);

  static constexpr const char* kFunction = "nvmlEventSetWait_v2(nvmlEventTypeXidCriticalError)";

 private:
  const NvmlFunctions& functions_;
  NvmlEventSetHandle set_ = nullptr;
  NvmlReturn created_ = kNvmlSuccess;
  std::map<NvmlDeviceHandle, double> last_;
};

}  // namespace mutation
