// A block of a submitted session as its task holds it: the claim, and its store, new or going on
// where an earlier claim ended.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cluster/claims.h"
#include "cluster/submitted_session.h"
#include "record/session_store.h"

namespace mutation {

// The claim that the next one goes on from: the newest whose session has begun. None where none
// has.
Result<std::optional<BlockClaim>> claim_to_inherit(const std::string& block_folder);

struct ClaimedBlock {
  BlockClaim claim;
  std::unique_ptr<SessionStore> store;  // loses the right to record when a later claim is made
  std::optional<Plan> plan;             // of a new one; none: it goes on
};

// Claims the block, kills what the claim before has left on this machine, and opens its store. `again`: runs that ended so are done again.
Result<ClaimedBlock> claim_and_open(const std::string& session, const SubmittedSession& submitted,
                                    int block, const std::optional<BlockClaim>& inherits,
                                    const std::vector<Outcome>& again);

}  // namespace mutation
