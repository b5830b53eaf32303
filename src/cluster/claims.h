// Who does a block. A task claims it by making the folder of the next claim, which one task only
// can [mkdir(2): EEXIST]; the claim's number is its fencing token. What counts of a block is what
// stands in the store of its newest claim that has one: that store begins as a copy of the one
// before, so whatever an older task records afterwards counts for nothing, however long it lives
// and whatever its node's clock or file cache says.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace mutation {

struct BlockClaim {
  int token = 0;          // from 1
  std::string directory;  // a session's folder, once it has a store
  bool has_store = false;
};

// Those of a block's folder, by token. None where the block was never claimed.
Result<std::vector<BlockClaim>> claims_of(const std::string& block_folder);

// The one that counts: the newest with a store; null where there is none.
const BlockClaim* claim_that_counts(const std::vector<BlockClaim>& claims);

// The next one, which is the caller's alone.
Result<BlockClaim> claim_block(const std::string& block_folder);

// An error when a later claim was made. A network file system may tell of it late, which costs the
// task's own time and nothing else.
Status still_ours(const std::string& block_folder, const BlockClaim& claim);

}  // namespace mutation
