// Everything that tasks need, in the session's folder, so that nothing that is changed elsewhere
// afterwards changes a run: settings, catalogue, plan, each block's runs, the program itself.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/inputs.h"
#include "base/result.h"
#include "cluster/divide.h"
#include "cluster/submitted_session.h"
#include "record/session_store.h"

namespace mutation {

// What cluster.json will say, without submissions; of its session only what is known before the
// folder is made.
Result<SubmittedSession> describe(const Inputs& inputs, const Plan& plan,
                                  const std::vector<RunBlock>& blocks, const NodeRequest& request,
                                  const Options& options);

struct FrozenSession {
  std::string directory;  // absolute
  // Holds the session's lock (record/session_lock.h) since before cluster.json is there: while this
  // lives no `resume` can submit the same blocks, and nobody else writes cluster.json.
  std::unique_ptr<SessionStore> store;
};

// Makes the session's folder and fills it; `submitted` has its name then.
Result<FrozenSession> freeze_session(const Inputs& inputs, const Plan& plan,
                                     const std::vector<RunBlock>& blocks,
                                     SubmittedSession& submitted);

// SHA-256 of this program's own image.
Result<std::string> own_sha256();

}  // namespace mutation
