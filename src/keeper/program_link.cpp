#include "keeper/program_link.h"

#include <errno.h>
#include <sys/socket.h>

#include "keeper/messages.h"
#include "os/poll.h"

namespace mutation {

void ProgramLink::send(const TreeReport& report) {
  backlog_.push_back(encoded(report));
  flush();
}

void ProgramLink::flush() {
  while (!backlog_.empty()) {
    const std::string& next = backlog_.front();
    const ssize_t sent =
        ::send(socket_.get(), next.data(), next.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == ENOBUFS)) return;
    // Sent; or nobody is there to read it, which hear() will notice.
    backlog_.pop_front();
  }
}

void ProgramLink::flush_until(BootTime deadline) {
  flush();
  while (has_backlog()) {
    pollfd room[] = {{.fd = socket_.get(), .events = POLLOUT, .revents = 0}};
    if (poll_until(room, deadline) == 0) return;
    flush();
  }
}

Heard ProgramLink::hear() {
  while (true) {
    char command = 0;
    const ssize_t got = recv(socket_.get(), &command, 1, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Heard::nothing;
    // A reset is told once; what was sent before it can still be read.
    if (got < 0 && (errno == EINTR || errno == ECONNRESET)) continue;
    if (got <= 0) return Heard::program_gone;
    if (command == static_cast<char>(KeeperCommand::stop)) return Heard::stop;
    if (command == static_cast<char>(KeeperCommand::kill)) return Heard::kill;
  }
}

}  // namespace mutation
