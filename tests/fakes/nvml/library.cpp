// One state for the process, behind one mutex, which no hanging call holds.
#include "fakes/nvml/library.h"

#include <time.h>

#include <cstdlib>
#include <deque>
#include <fstream>
#include <mutex>
#include <utility>

#include "fakes/nvml/truth.h"

namespace fake_nvml {
namespace {

struct Library {
  std::mutex mutex;
  int inits = 0;
  double started = 0;
  Script script;
  std::optional<Devices> devices;
  std::optional<TruthFile> truth;
  std::deque<nvmlDevice_st> handles;
  std::map<std::pair<size_t, std::string>, unsigned> calls;  // of flaky functions
};

// Never destroyed: a call may still hang in it when the process ends.
Library& library() {
  static Library* const only = new Library;
  return *only;
}

double monotonic_seconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

void pause(double seconds) {
  const auto whole = static_cast<time_t>(seconds);
  const timespec length{.tv_sec = whole,
                        .tv_nsec = static_cast<long>((seconds - static_cast<double>(whole)) * 1e9)};
  nanosleep(&length, nullptr);
}

double script_time(const Library& all) {
  if (all.script.clock_file.empty()) return monotonic_seconds() - all.started;
  double seconds = 0;
  std::ifstream(all.script.clock_file) >> seconds;
  return seconds;
}

nvmlReturn_t load(Library& all) {
  const char* const path = std::getenv("FAKE_NVML_SCRIPT");
  if (!path) return NVML_ERROR_DRIVER_NOT_LOADED;
  const std::optional<Script> script = read_script(path);
  if (!script) return NVML_ERROR_UNKNOWN;
  all.script = *script;
  all.devices = Devices::make(*script);
  if (!all.devices) return NVML_ERROR_UNKNOWN;
  // Those of an earlier script stay: a call that hangs may still hold them.
  while (all.handles.size() < script->devices.size()) all.handles.push_back({all.handles.size()});
  all.calls.clear();
  all.started = monotonic_seconds();
  all.truth.emplace(script->truth_file, script->clock_file.empty() ? all.started : 0);
  return NVML_SUCCESS;
}

void advance(Library& all, bool at_end = false) {
  all.devices->advance_to(script_time(all));
  all.truth->write(all.devices->power(), all.devices->now(), at_end);
  all.devices->forget();
}

bool fails_this_time(Library& all, const Call& call, const std::string& function) {
  const auto found = call.state.flaky.find(function);
  if (found == call.state.flaky.end() || found->second == 0) return false;
  return ++all.calls[{call.index, function}] % found->second == 0;
}

nvmlReturn_t error_of(const DeviceState& state, const std::string& function) {
  for (const std::string& name : {function, std::string("all")}) {
    const auto found = state.errors.find(name);
    if (found != state.errors.end() && found->second != NVML_SUCCESS) return found->second;
  }
  return NVML_SUCCESS;
}

// One try at a call; true: it hangs for now.
bool hangs(const std::string& function, nvmlDevice_t handle, Call& call) {
  Library& all = library();
  const std::lock_guard lock(all.mutex);
  if (!all.devices) {
    call.code = NVML_ERROR_UNINITIALIZED;
    return false;
  }
  advance(all);
  call.script = &all.script;
  call.seconds = all.devices->now();
  if (handle && handle->index >= all.script.devices.size()) {
    call.code = NVML_ERROR_INVALID_ARGUMENT;
    return false;
  }
  if (handle) {
    call.index = handle->index;
    call.state = all.devices->state(handle->index);
    call.readings = all.devices->readings(handle->index);
    call.device = &all.script.devices[handle->index];
  } else {
    call.state = all.devices->general();
  }
  if (call.state.hanging.contains(function)) return true;
  call.code = error_of(call.state, function);
  if (call.code == NVML_SUCCESS && fails_this_time(all, call, function))
    call.code = NVML_ERROR_UNKNOWN;
  return false;
}

Call begin_call(const std::string& function, nvmlDevice_t handle) {
  Call call;
  while (hangs(function, handle, call)) pause(0.005);
  const auto delay = call.state.delays.find(function);
  if (delay != call.state.delays.end()) pause(delay->second);
  return call;
}

}  // namespace

nvmlReturn_t init() {
  Library& all = library();
  {
    const std::lock_guard lock(all.mutex);
    if (all.inits == 0) {
      const nvmlReturn_t loaded = load(all);
      if (loaded != NVML_SUCCESS) return loaded;
    }
  }
  const Call call = begin("nvmlInit");
  if (call.code != NVML_SUCCESS) return call.code;
  const std::lock_guard lock(all.mutex);
  ++all.inits;
  return NVML_SUCCESS;
}

nvmlReturn_t shutdown() {
  Library& all = library();
  const std::lock_guard lock(all.mutex);
  if (all.inits == 0) return NVML_ERROR_UNINITIALIZED;
  if (--all.inits > 0) return NVML_SUCCESS;
  if (all.devices) advance(all, true);
  all.devices.reset();
  all.truth.reset();
  return NVML_SUCCESS;
}

Call begin(const char* function) {
  return begin_call(function, nullptr);
}

Call begin(const char* function, nvmlDevice_t device) {
  if (!device) return {.code = NVML_ERROR_INVALID_ARGUMENT};
  return begin_call(function, device);
}

nvmlDevice_t handle_of(size_t index) {
  Library& all = library();
  const std::lock_guard lock(all.mutex);
  return index < all.script.devices.size() ? &all.handles[index] : nullptr;
}

}  // namespace fake_nvml
