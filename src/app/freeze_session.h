// Everything that tasks need, in the session's folder, so that nothing that is changed elsewhere
// afterwards changes a run: settings, catalogue, plan, each block's runs, the program itself.
#pragma once

#include <string>
#include <vector>

#include "app/inputs.h"
#include "base/result.h"
#include "cluster/divide.h"
#include "cluster/submitted_session.h"

namespace mutation {

// What cluster.json will say, without submissions; of its session only what is known before the
// folder is made.
Result<SubmittedSession> describe(const Inputs& inputs, const Plan& plan,
                                  const std::vector<RunBlock>& blocks, const NodeRequest& request,
                                  const Options& options);

// Makes the session's folder and fills it. Its absolute path; `submitted` has its name then.
Result<std::string> freeze_session(const Inputs& inputs, const Plan& plan,
                                   const std::vector<RunBlock>& blocks,
                                   SubmittedSession& submitted);

// SHA-256 of this program's own image.
Result<std::string> own_sha256();

}  // namespace mutation
