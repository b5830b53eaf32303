// How each block of a submitted session stands, by what its tasks have written and by what Slurm
// says of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "cluster/block_progress.h"
#include "cluster/submitted_session.h"
#include "slurm/client.h"

namespace mutation {

// lost: not done, and no task of it is queued or runs, or ever was submitted. unknown: Slurm could
// not be asked, or was asked for a task of it and its answer is not known.
enum class BlockPhase { done, running, queued, lost, unknown };
std::string to_text(BlockPhase phase);

struct BlockState {
  SubmittedBlock block;
  BlockPhase phase = BlockPhase::lost;
  std::string reason;  // Slurm's, and the program's own; may be ""
  int claims = 0;
  std::optional<BlockProgress> progress;  // of the claim that counts; absent: none has begun
  // Those that Slurm knows: the one that runs, else one that waits, else the latest; and all that
  // wait or run, which should be one.
  std::optional<TaskState> task;
  std::vector<TaskState> active;
  std::optional<UtcTime> unanswered;  // when it was submitted, if it is not known with what end
};

// Whether a task of it may run now or later: it is not submitted again.
bool may_have_task(const BlockState& state);

struct BlockStates {
  std::vector<BlockState> blocks;
  std::optional<Error> slurm;     // why it could not be asked
  std::optional<Error> accounts;  // why only sacct could not: how some tasks ended is not known
};

BlockStates block_states(const std::string& session, const SubmittedSession& submitted,
                         const SlurmClient& slurm, UtcTime now);

// What follows where sacct could not be asked.
Error accounts_unknown(const Error& accounts);

}  // namespace mutation
