#include "slurm/task_environment.h"

#include <fmt/format.h>

#include "slurm/answer_text.h"

namespace mutation {
namespace {

std::string text_of(const Variables& variables, std::string_view name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string() : found->second;
}

Result<std::uint32_t> number_of(const Variables& variables, std::string_view name) {
  const auto found = variables.find(name);
  const std::string hint = "this is started by Slurm, as a task of a job array";
  if (found == variables.end()) {
    return Error{fmt::format("read {} of the environment: it is not set", name), hint};
  }
  const std::optional<std::uint32_t> number = slurm_number(found->second);
  if (number) return *number;
  return Error{fmt::format("read {} of the environment: \"{}\" is no number", name, found->second),
               hint};
}

}  // namespace

Variables variables_of(std::span<const std::string> environment) {
  Variables variables;
  for (const std::string& variable : environment) {
    const size_t equals = variable.find('=');
    if (equals == std::string::npos) continue;
    variables.emplace(variable.substr(0, equals), variable.substr(equals + 1));
  }
  return variables;
}

Result<TaskEnvironment> read_task_environment(const Variables& variables) {
  const Result<std::uint32_t> job = number_of(variables, "SLURM_JOB_ID");
  if (!job) return job.error();
  const Result<std::uint32_t> array_job = number_of(variables, "SLURM_ARRAY_JOB_ID");
  if (!array_job) return array_job.error();
  const Result<std::uint32_t> array_task = number_of(variables, "SLURM_ARRAY_TASK_ID");
  if (!array_task) return array_task.error();
  TaskEnvironment task;
  task.job = *job;
  task.array_job = *array_job;
  task.array_task = *array_task;
  task.node = text_of(variables, "SLURMD_NODENAME");
  task.cluster = text_of(variables, "SLURM_CLUSTER_NAME");
  task.cpus = slurm_number(text_of(variables, "SLURM_CPUS_ON_NODE"));
  if (variables.contains("SLURM_RESTART_COUNT")) {
    const Result<std::uint32_t> restarts = number_of(variables, "SLURM_RESTART_COUNT");
    if (!restarts) return restarts.error();
    task.restarts = *restarts;
  }
  return task;
}

}  // namespace mutation
