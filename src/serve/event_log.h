// An events.jsonl that grows under its reader, or is not there yet, or is another file under the
// same name: whole lines only, each reader at a place of its own. Reads only. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "serve/event_text.h"

namespace mutation {

// What a look at the file found.
struct EventLogNews {
  bool grown = false;             // by whole lines
  bool replaced = false;          // another file, or a shorter one: places in it count no more
  bool overview_changed = false;  // see changes_overview()
};

struct LoggedEvent {
  std::string text;           // without line feed
  std::uint64_t ends_at = 0;  // the offset behind its line feed
};

// Lines that stand behind one another.
struct LoggedEvents {
  std::vector<LoggedEvent> lines;
  std::uint64_t next = 0;  // where to go on
};

class EventLog {
 public:
  explicit EventLog(std::string path);

  EventLogNews look();

  const std::string& path() const { return path_; }
  // Which file it is (its inode); 0: there is none.
  std::uint64_t file() const { return file_; }
  // Behind the last whole line at the last look.
  std::uint64_t end() const { return end_; }
  // Where the last run_started begins; 0 before the first run.
  std::uint64_t run_begin() const { return run_begin_; }
  // Whether a reader that has read up to here can go on here.
  bool is_place(const EventPlace& place) const;

  // The lines from `from` on, about `most` bytes of them but one at least, when there is one.
  // Lines of more than 1 MiB are passed over. REQUIRES: `from` is the start of a line.
  LoggedEvents read(std::uint64_t from, std::size_t most) const;

 private:
  void open_anew();
  EventLogNews take_growth(std::uint64_t size);
  std::string bytes(std::uint64_t from, std::uint64_t to) const;
  std::uint64_t last_line_end(std::uint64_t size) const;
  std::uint64_t last_run_started() const;
  std::uint64_t behind_line(std::uint64_t from) const;

  std::string path_;
  UniqueFd fd_;
  std::uint64_t file_ = 0;
  std::uint64_t device_ = 0;
  std::uint64_t end_ = 0;
  std::uint64_t run_begin_ = 0;
};

}  // namespace mutation
