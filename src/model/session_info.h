// What holds for all runs of a session: the machine, what is measured on it, and who recorded it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/plan.h"
#include "model/sample.h"
#include "model/tariff.h"

namespace mutation {

// One fact about the machine that energy figures depend on, and whether it is fit for measuring.
struct FitnessFact {
  std::string name;   // "CPU governor", "turbo", "persistence mode of GPU-…"
  std::string value;  // as found; "" when it is not known
  bool warning = false;
  std::string meaning;  // why it matters here; may be ""
  std::string advice;   // what the user can do; may be ""
};

// A task of a batch system (Slurm) that runs a block of a submitted session.
struct BatchTask {
  std::string system;  // "slurm"; "" without one
  std::string node;    // its name for the machine
  std::string job_id;
  std::optional<int> array_task;
  int restarts = 0;  // of the job, before this one
  int block = 0;     // from 1
  int claim = 0;     // its fencing token, from 1
  int submission = 0;  // with which it was asked for, from 1; 0: none
  // The whole node is the task's own: no other job runs there.
  bool exclusive = false;
};

// What holds for all runs of a session.
struct SessionInfo {
  std::string name;       // "run_20251112_093000"
  std::string directory;  // absolute
  Instant start;
  std::string program_version;
  std::string host;
  std::string kernel;
  std::string boot_id;
  std::string cpu_model;
  std::string user;
  std::string privileges;  // "user 1000 (dropped from root)", "root", "user 1000"
  std::string governor_asked;
  std::string governor;  // as read back; "" where it cannot be read
  std::string governor_note;
  std::string settings_file;   // "" in direct mode
  std::string catalogue_file;  // absolute; "" of calibrations, and in stores of version 1
  std::string settings_sha256;
  std::string catalogue_sha256;
  std::string network_file_system;  // its name when the session's folder lies on one; ""
  // How the GPU was asked for ("auto", "none", "simulated", "nvml") and by which library.
  std::string gpu_asked = "auto";
  std::string nvml_library;
  std::string tree_method_asked = "automatic";
  // Another session may have run on this machine at the same time: the user allowed it.
  bool machine_shared = false;
  SessionLimits limits;
  Order order = Order::as_written;
  Tariff tariff;
  std::optional<BatchTask> batch;
  std::string imported_from;  // the folder or file whose runs these are; "" of a session of our own
  // The program that writes the session.
  pid_t writer_pid = 0;
  std::uint64_t writer_start_ticks = 0;  // field 22 of /proc/<pid>/stat
  struct Repo {
    std::string name;
    std::string directory;     // absolute
    std::string train_script;  // absolute
    std::string train_script_sha256;
    std::string git_commit;  // "" when it is no git checkout; see git_note
    std::optional<bool> git_dirty;
    std::string git_note;
  };
  std::vector<Repo> repos;
  std::vector<FitnessFact> fitness;  // when the session began
  Instrumentation instrumentation;
  std::vector<int>
      own_devices;  // indices into instrumentation.devices: those of the default choice
};

}  // namespace mutation
