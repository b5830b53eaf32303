// Exclusion between the processes that work on the files of one folder, which only their user may
// change: a lock on the folder itself, given up by the kernel with its holder. Knows nothing of the
// files. [flock(2)]
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

class StateLock {
 public:
  // Makes the folder (0711: nobody else can open it, and so nobody else can lock it) and its
  // parents where need be, and waits at most 5 s. "": nothing to lock. Errors: the folder belongs
  // to somebody else, or others may write to it; another process holds it all that time.
  static Result<StateLock> take(const std::string& directory);

 private:
  explicit StateLock(UniqueFd directory) : directory_(std::move(directory)) {}
  UniqueFd directory_;
};

}  // namespace mutation
