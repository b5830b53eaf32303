// What the parent prepares before it clones, so that the child need not allocate: the plan, all
// that it points to, and the pipe through which a failure comes back. Internal to os/.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "os/child_plan.h"
#include "os/spawn.h"

namespace mutation {

enum class ExecOutcome { executed, failed, cgroup_refused, killed_at_birth };

class PreparedChild {
 public:
  // `joined_cgroup`: see ChildPlan. REQUIRES: `options` outlives this; argv is not empty; at most
  // kMaxFds descriptors.
  explicit PreparedChild(const SpawnOptions& options, int joined_cgroup = -1);
  PreparedChild(const PreparedChild&) = delete;
  PreparedChild& operator=(const PreparedChild&) = delete;

  Status open_pipe();
  const ChildPlan& plan() const { return plan_; }
  // Blocks until the program has been executed or a stage has failed. Killed at birth: the child
  // has ended before its first instruction. REQUIRES: the child has been made, after open_pipe().
  ExecOutcome wait_for_exec();
  // REQUIRES: the outcome was `failed` or `cgroup_refused`.
  const Error& error() const { return *error_; }

 private:
  Error explained(const ChildReport& failure) const;
  Error exec_error(int errno_value) const;

  const SpawnOptions& options_;
  std::vector<char*> argv_;
  std::vector<char*> environment_;
  std::vector<std::string> candidates_;
  std::vector<const char*> candidate_pointers_;
  std::string oom_score_adj_;
  UniqueFd read_end_;
  UniqueFd write_end_;
  std::optional<Error> error_;
  ChildPlan plan_;
};

}  // namespace mutation
