// A block of a submitted session as its task holds it: the claim, and its store, new or going on
// where an earlier claim ended.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "cluster/claims.h"
#include "cluster/submitted_session.h"
#include "record/inherit_store.h"
#include "record/session_store.h"

namespace mutation {

struct ClaimedBlock {
  BlockClaim claim;
  std::unique_ptr<SessionStore> store;  // loses the right to record when a later claim is made
  std::optional<Plan> plan;             // of a new one; none: it goes on
  int killed = 0;                       // processes of earlier claims, on this machine
};

// Claims the block, kills what earlier claims have left on this machine, and opens the claim's
// store: it goes on with that of the newest claim before whose session has begun. An error, after
// which the claim counts for nothing, where one of those cannot be read now: what it holds must not
// be passed over.
Result<ClaimedBlock> claim_and_open(const std::string& session, const SubmittedSession& submitted,
                                    int block, const RunsAgain& again);

}  // namespace mutation
