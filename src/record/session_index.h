// results/mutation.db: which sessions there are, so that one question over all of them needs no
// opening of each. Nothing but a cache: it is filled from the sessions' own stores, made anew when
// it is missing or broken, and a session that it does not know is found all the same.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace mutation {

// When a training of any session last ran on this machine or another.
struct LastTraining {
  std::string session;  // its folder in the results folder
  UtcTime at{};         // its end; its attempt's start where the end was never recorded
  bool ended = true;    // false: it runs, or its session was cut off
  std::string boot_id;  // of the boot that `boot` counts from
  BootTime boot{};
};

// None when no training was ever recorded there, also when the folder does not exist. Sessions that
// cannot be read (broken, of a newer program) are passed over; so is an index that cannot be
// written.
Result<std::optional<LastTraining>> last_training(const std::string& results_directory);

// Takes a session into the index, or renews what it says of it.
Status index_session(const std::string& session_directory);

}  // namespace mutation
