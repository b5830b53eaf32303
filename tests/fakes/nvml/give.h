// The form that most exported functions have: begin the call, and where it is to succeed put the
// value where the caller wants it.
#pragma once

#include "fakes/nvml/library.h"

namespace fake_nvml {

template <typename Take>
nvmlReturn_t give(const char* function, nvmlDevice_t device, Take take) {
  const Call call = begin(function, device);
  if (call.code == NVML_SUCCESS) take(call);
  return call.code;
}

// What not every device has: no value is "not supported".
template <typename Value, typename Find>
nvmlReturn_t give_if_there(const char* function, nvmlDevice_t device, Value* value, Find find) {
  const Call call = begin(function, device);
  if (call.code != NVML_SUCCESS) return call.code;
  const auto found = find(call.state);
  if (!found) return NVML_ERROR_NOT_SUPPORTED;
  *value = static_cast<Value>(*found);
  return NVML_SUCCESS;
}

}  // namespace fake_nvml
