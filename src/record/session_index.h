// results/mutation.db: which sessions there are, so that one question over all of them needs no
// opening of each. Nothing but a cache: it is filled from the sessions' own stores, made anew when
// it is missing or broken, and a session that it does not know is found all the same.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/last_training.h"

namespace mutation {

// What earlier sessions have left that the next one must know.
struct EarlierSessions {
  std::optional<LastTraining> last_training;  // none when none was ever recorded
  // Folders of sessions with an attempt that has not ended: it runs, or its program is gone.
  std::vector<std::string> with_unfinished_attempt;
};

// Empty, too, when the folder does not exist. Sessions that cannot be read (broken, of a newer
// program) are passed over; so is an index that cannot be written.
Result<EarlierSessions> earlier_sessions(const std::string& results_directory);

// Takes a session into the index, or renews what it says of it.
Status index_session(const std::string& session_directory);

}  // namespace mutation
