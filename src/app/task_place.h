// Where a task is: what the batch system says of it, the GPU that it was given, and the locks by
// which it has the machine or that GPU for itself.
#pragma once

#include <string>
#include <vector>

#include "app/options.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "cluster/submitted_session.h"
#include "model/sample.h"
#include "model/session_info.h"

namespace mutation {

struct TaskPlace {
  BatchTask task;                // without its claim
  std::string slurm_id;          // see task_id(); "" outside of Slurm
  std::vector<int> own_devices;  // indices into the instrumentation's devices
  std::vector<UniqueFd> locks;
};

// Waits for locks that an earlier task on its way out still holds, up to two minutes. An error
// where the task has no GPU that can be measured, or somebody else has the machine or the GPU.
Result<TaskPlace> take_place(const NodeRequest& request, int block, const Options& options,
                             const Instrumentation& instrumentation);

// Ids of the session's own devices.
std::vector<std::string> own_device_ids(const SessionInfo& info);

}  // namespace mutation
