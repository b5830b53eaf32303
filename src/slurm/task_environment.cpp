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
  const std::string hint = "this is done within a job of Slurm's: its own variables say which";
  if (found == variables.end()) {
    return Error{fmt::format("read {} of the environment: it is not set", name), hint};
  }
  const std::optional<std::uint32_t> number = slurm_number(found->second);
  if (number) return *number;
  return Error{fmt::format("read {} of the environment: \"{}\" is no number", name, found->second),
               hint};
}

Result<std::optional<std::uint32_t>> number_if_set(const Variables& variables,
                                                   std::string_view name) {
  if (!variables.contains(name)) return std::optional<std::uint32_t>();
  const Result<std::uint32_t> number = number_of(variables, name);
  if (!number) return number.error();
  return std::optional(*number);
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
  const auto array_job = number_if_set(variables, "SLURM_ARRAY_JOB_ID");
  if (!array_job) return array_job.error();
  const auto array_task = number_if_set(variables, "SLURM_ARRAY_TASK_ID");
  if (!array_task) return array_task.error();
  TaskEnvironment task;
  task.job = *job;
  task.array_job = *array_job;
  task.array_task = *array_task;
  task.node = text_of(variables, "SLURMD_NODENAME");
  const auto restarts = number_if_set(variables, "SLURM_RESTART_COUNT");
  if (!restarts) return restarts.error();
  task.restarts = restarts->value_or(0);
  return task;
}

std::string task_id(const TaskEnvironment& task) {
  if (!task.array_job || !task.array_task) return std::to_string(task.job);
  return std::to_string(*task.array_job) + "_" + std::to_string(*task.array_task);
}

}  // namespace mutation
