// The keeper's end of the socket to its program: reports go out without ever blocking, commands and
// the program's end come in.
#pragma once

#include <deque>
#include <string>

#include "base/clock.h"
#include "base/unique_fd.h"
#include "keeper/tree.h"

namespace mutation {

enum class Heard { nothing, stop, kill, program_gone };

class ProgramLink {
 public:
  explicit ProgramLink(UniqueFd socket) : socket_(std::move(socket)) {}

  int fd() const { return socket_.get(); }
  // Poll for POLLOUT, too: a report waits for room.
  bool has_backlog() const { return !backlog_.empty(); }

  void send(const TreeReport& report);
  // As far as there is room.
  void flush();
  // Waits for room until the deadline.
  void flush_until(BootTime deadline);
  // The next command. Does not block; after program_gone it is always that.
  Heard hear();

 private:
  UniqueFd socket_;
  std::deque<std::string> backlog_;
};

}  // namespace mutation
