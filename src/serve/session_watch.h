// Which session is shown, and what becomes of it: its events, whether a program writes it, and,
// when the newest is shown, whether a newer one has begun. Reads only. One thread; the time is an
// argument.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "serve/event_log.h"

namespace mutation {

// What a look found.
struct SessionNews {
  bool events = false;            // there are more lines, or others
  bool overview_changed = false;  // a run began or ended or was collected, or its writer did
  bool another_session = false;
};

class SessionWatch {
 public:
  // `results`: the folder whose newest session is shown; "": `directory` and no other.
  SessionWatch(std::string directory, std::string results);

  // The session's folder.
  const std::string& directory() const { return directory_; }
  const EventLog& log() const { return log_; }

  SessionNews look(BootTime now);

 private:
  bool take_newer_session();

  std::string directory_;
  std::string results_;
  EventLog log_;
  bool has_writer_ = false;
  std::int64_t store_written_at_ = 0;
  BootTime next_thorough_{};
};

}  // namespace mutation
