// When a training of a session last ran, as its store says.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "record/database.h"

namespace mutation {

struct LastTraining {
  UtcTime at{};         // its end; where that was never recorded, see lived_until()
  bool ended = true;    // false: one may run, or was cut off
  std::string boot_id;  // of the boot that `boot` counts from; "" where the end was never recorded
  BootTime boot{};      // its end, likewise
};

// The columns that these functions read, of the store's table and of the index's alike.
inline constexpr const char* kLastTrainingColumns =
    "attempt_running, last_training_end, last_training_end_boot_ns, last_training_boot_id";

// From those four columns, the first of them being `first`. None when no training was started.
std::optional<LastTraining> last_training_of(const Row& row, size_t first,
                                             const std::string& session_directory);

// When the session's program can have lived at the latest: a sample goes to events.jsonl once a
// second while a run goes on, so a second after that was last written. The epoch when that cannot
// be told. May lie in the future.
UtcTime lived_until(const std::string& session_directory);

// How long ago that was. None when it cannot be told: it ended before the machine was started.
std::optional<Seconds> since(const LastTraining& training, const Instant& now,
                             const std::string& boot_id);

}  // namespace mutation
