// How a submitted session stands: what `mutation status` says of it and what `mutation serve`
// shows, from one place.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "app/block_states.h"
#include "base/result.h"
#include "cluster/submitted_session.h"

namespace mutation {

// In the order in which they are told.
inline constexpr std::array kBlockPhases = {BlockPhase::done, BlockPhase::running,
                                            BlockPhase::queued, BlockPhase::lost,
                                            BlockPhase::unknown};

struct SubmittedTotals {
  std::array<int, kBlockPhases.size()> blocks{};  // by phase
  int uncounted = 0;                              // blocks of which nothing says what they did
  int runs = 0;
  int ended = 0;
  int succeeded = 0;
  int suspect = 0;
  int failed = 0;
};

int blocks_in(BlockPhase phase, const SubmittedTotals& totals);

struct SubmittedState {
  std::string directory;
  SubmittedSession submitted;
  BlockStates states;
  SubmittedTotals totals;
  bool stopped = false;  // see is_stopped()
};

// Reads what the tasks have written and asks Slurm, which may take up to a minute where its
// controller does not answer. Writes nothing. Any thread.
Result<SubmittedState> submitted_state(const std::string& session);

// Of the task, else of the claim; "" where there is none yet.
std::string node_of(const BlockState& state);

// A task that died early leaves a claim of which nothing says how far it was.
bool is_counted(const BlockState& state);

// Those that something can be said of: all where they are few, else those that are not done, those
// that are lost first, and of these as many as one reads.
std::vector<const BlockState*> worth_a_row(const std::vector<BlockState>& blocks);

// all: each block. some: those that are worth a row, and how many they leave out.
enum class BlockRows { all, some };

// A document.
std::string submitted_json(const SubmittedState& state, BlockRows rows);

}  // namespace mutation
