// The session in which a task does its block, from the claim to the end.
#pragma once

#include <string>

#include "app/options.h"
#include "app/session_runner.h"
#include "app/task_place.h"
#include "cluster/submitted_session.h"

namespace mutation {

// What a task is to do, and where it is.
struct BlockTask {
  std::string session;  // the submitted session's folder; absolute
  SubmittedSession submitted;
  int block = 0;
  TaskPlace place;
};

struct BlockEnd {
  int exit_code = 0;      // of its session
  bool complete = false;  // nothing of the block is left to do
  int measured = 0;       // measured runs that have ended here
};

// An error when the configurations are pinned and the block's runs were made elsewhere. `before`:
// of the program that did it last.
Status check_pinned(const BlockTask& task, const SessionInfo& before, const SessionInfo& now);

// `info`: without its claim. REQUIRES: `monitor` reads.
Result<BlockEnd> do_block(const BlockTask& task, SessionInfo info, const Options& options,
                          World& world, Monitor& monitor);

}  // namespace mutation
