// Puts into a session's store what other sessions did of its runs. Each of those is a part: a
// session's folder within this one's, whose runs are planned here, too. What stands in a part
// counts as if it had been done here: its rows are copied, its run folders stay where they are. The
// session's one writer while open. Main thread only.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "record/database.h"

namespace mutation {

// The session that counts of a block of runs. Others of the block lie beside it, and its runs may
// lie in their folders.
struct SessionPartSource {
  int block = 0;
  int claim = 0;          // what tells it from others of the block
  std::string directory;  // relative to the whole session's: "blocks/00007/claim_2"
};

struct MergedPart {
  bool begun = true;        // else its session has no beginning yet, and it is no part
  bool read = false;        // else its store is as it was when it was merged last
  std::size_t taken = 0;    // runs that are new here, or not as they were
  std::size_t dropped = 0;  // runs of the block that count no more
};

struct MergeEnd {
  int left = 0;  // runs that are not done, those that parts have added among them
  bool ended = false;
};

class SessionMerger {
 public:
  // Holds the session's lock: an error while another program writes the session.
  static Result<SessionMerger> open(const std::string& directory);

  // One transaction: after a crash the part is merged or it is not. Merging again what has not
  // changed changes nothing. `now` tells whether the part's store may change within the same tick
  // of its file system's clock. An error leaves the session as it was: the part cannot be read, or
  // its writer changed it each time that it was read. A part that has not begun leaves it as it
  // was, too: the one before it still counts, and can be merged instead.
  Result<MergedPart> merge(const SessionPartSource& part, UtcTime now);

  // summary.csv says what the store says, in the plan's order; the session has ended when nothing
  // is left to do in it, and has not when something is, unless it was stopped.
  Result<MergeEnd> finish();

 private:
  SessionMerger(std::string directory, UniqueFd lock, Database store)
      : directory_(std::move(directory)), lock_(std::move(lock)), store_(std::move(store)) {}
  Status read_collected();
  Result<MergedPart> merge_read(const SessionPartSource& part, UtcTime now, bool& disturbed);
  struct Settled {
    MergeEnd end;
    bool changed = false;
  };
  Result<Settled> settle_end();
  // Whether it was made anew.
  Result<bool> renew_summary();

  std::string directory_;
  UniqueFd lock_;
  Database store_;
  std::map<int, Row> collected_;  // rows of table `collected`, by block
};

}  // namespace mutation
