#include "app/task_place.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

#include "app/messages.h"
#include "app/preflight.h"
#include "base/clock.h"
#include "campaign/machine_lock.h"
#include "model/device_choice.h"
#include "os/environment.h"
#include "os/poll.h"
#include "run/observations.h"
#include "slurm/client.h"
#include "slurm/task_environment.h"

namespace mutation {
namespace {

constexpr std::chrono::seconds kLockPatience{120};
constexpr std::chrono::seconds kBetweenTries{1};

std::string host_name() {
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  return host;
}

// Outside of Slurm, by hand: the machine is the node.
BatchTask task_by_hand() {
  return {.system = "", .node = host_name(), .exclusive = true};
}

BatchTask task_of(const TaskEnvironment& environment, const NodeRequest& request) {
  BatchTask task{.system = "slurm",
                 .node = environment.node,
                 .job_id = std::to_string(environment.job),
                 .restarts = static_cast<int>(environment.restarts)};
  if (environment.array_task) task.array_task = static_cast<int>(*environment.array_task);
  const Result<JobDetails> job = SlurmClient{{}}.job(environment.job);
  // What was asked for, where Slurm does not say what was given.
  task.exclusive = job ? job->exclusive.value_or(!request.shared_nodes) : !request.shared_nodes;
  return task;
}

bool measures_real_gpus(const Instrumentation& instrumentation) {
  return std::ranges::any_of(instrumentation.devices, [](const Device& device) {
    return device.kind == DeviceKind::gpu && !device.simulated;
  });
}

int index_of(const std::string& id, const Instrumentation& instrumentation) {
  const auto found = std::ranges::find(instrumentation.devices, id, &Device::id);
  return static_cast<int>(found - instrumentation.devices.begin());
}

Result<std::vector<int>> devices_of_task(const Variables& variables, const BatchTask& task,
                                         const Instrumentation& instrumentation) {
  if (!measures_real_gpus(instrumentation)) return own_gpus(instrumentation, {});
  const auto given = given_gpus(variables, instrumentation.devices);
  if (!given) return given.error();
  if (*given) {
    std::vector<int> devices;
    for (const std::string& id : **given) devices.push_back(index_of(id, instrumentation));
    return devices;
  }
  if (task.exclusive) return own_gpus(instrumentation, {});
  return Error{"the task was given no GPU, and its node is shared with other jobs",
               "submit with --gres gpu:1, or with --gpu none to measure none"};
}

// Tried anew until it is had or the patience is at its end.
template <typename Lock>
auto wait_for(const Lock& lock) {
  const BootTime until = Boottime::now() + kLockPatience;
  auto held = lock();
  while (!held && Boottime::now() < until) {
    poll_until({}, Boottime::now() + kBetweenTries);
    held = lock();
  }
  return held;
}

std::vector<std::string> real_ids(const std::vector<int>& devices,
                                  const Instrumentation& instrumentation) {
  std::vector<std::string> ids;
  for (const int index : devices) {
    const Device& device = instrumentation.devices[static_cast<size_t>(index)];
    if (!device.simulated) ids.push_back(device.id);
  }
  return ids;
}

Status take_locks(TaskPlace& place, const Instrumentation& instrumentation) {
  if (place.task.exclusive) {
    Result<UniqueFd> machine = wait_for(lock_machine);
    if (!machine) return machine.error();
    place.locks.push_back(std::move(*machine));
  }
  const std::vector<std::string> ids = real_ids(place.own_devices, instrumentation);
  auto devices = wait_for([&] { return lock_devices(ids); });
  if (!devices) return devices.error();
  for (UniqueFd& lock : *devices) place.locks.push_back(std::move(lock));
  return {};
}

}  // namespace

Result<TaskPlace> take_place(const NodeRequest& request, int block, const Options& options,
                             const Instrumentation& instrumentation) {
  const std::vector<std::string> environment = current_environment();
  const Variables variables = variables_of(environment);
  TaskPlace place{.task = task_by_hand()};
  if (variables.contains("SLURM_JOB_ID")) {
    const Result<TaskEnvironment> task = read_task_environment(variables);
    if (!task) return task.error();
    place.task = task_of(*task, request);
    place.slurm_id = task_id(*task);
  }
  place.task.block = block;
  place.task.submission = options.work.submission;
  const std::vector<std::string>& named = options.overrides.devices;
  if (const auto errors = device_errors(instrumentation, named); !errors.empty())
    return errors.front();
  Result<std::vector<int>> devices =
      named.empty() ? devices_of_task(variables, place.task, instrumentation)
                    : Result<std::vector<int>>(own_gpus(instrumentation, named));
  if (!devices) return devices.error();
  place.own_devices = std::move(*devices);
  if (Status locked = take_locks(place, instrumentation); !locked) return locked.error();
  return place;
}

std::vector<std::string> own_device_ids(const SessionInfo& info) {
  std::vector<std::string> ids;
  for (const int index : info.own_devices)
    ids.push_back(info.instrumentation.devices[static_cast<size_t>(index)].id);
  return ids;
}

}  // namespace mutation
