#include "privilege/root_server.h"

#include <errno.h>
#include <sys/socket.h>

#include <cstring>

#include "os/poll.h"

namespace mutation {
namespace {

// How long processes may take to die of SIGKILL before the helper gives their cgroup up.
constexpr Seconds kKillBound{10};

RootReply success(std::string_view text) {
  RootReply reply;
  reply.succeeded = 1;
  put_text(reply.text, text);
  return reply;
}

RootReply failure(const Error& error) {
  RootReply reply;
  put_text(reply.text, error.message);
  put_text(reply.hint, error.hint);
  return reply;
}

RootReply reply_to(const Status& status) {
  return status ? success("") : failure(status.error());
}

// The sender of a message as the kernel states it; none when it does not. [unix(7), SO_PASSCRED]
std::optional<ucred> sender_of(msghdr& message) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_CREDENTIALS) continue;
    ucred sender{};
    std::memcpy(&sender, CMSG_DATA(part), sizeof sender);
    return sender;
  }
  return std::nullopt;
}

}  // namespace

Result<RootSockets> make_root_sockets() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return errno_error("make the root helper's socket", errno);
  }
  RootSockets sockets = {UniqueFd(ends[0]), UniqueFd(ends[1])};
  // Before there is anybody to send: a message tells only when this was set at its sending.
  const int on = 1;
  if (setsockopt(sockets.server.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0) {
    return errno_error("ask for credentials on the root helper's socket", errno);
  }
  return sockets;
}

RootServer::RootServer(UniqueFd socket, UniqueFd client_alive, const RootClient& client,
                       const RootPlaces& places)
    : socket_(std::move(socket)),
      client_alive_(std::move(client_alive)),
      client_(client),
      governor_(CpuGovernors(places.filesystem_root), places.governor_state) {}

void RootServer::serve() {
  pollfd events[] = {{client_alive_.get(), POLLIN, 0}, {socket_.get(), POLLIN, 0}};
  while (!finished_) {
    poll_until(events, std::nullopt);
    // The client's death counts even while another process holds its end of the socket. The end of
    // the socket alone does not: the client is in the cgroup that would be killed.
    if (events[0].revents != 0) break;
    if (events[1].revents != 0 && answer_one() == Next::no_more) events[1].fd = -1;
  }
  if (!finished_) (void)put_back();  // nobody is left to be told
}

RootServer::Next RootServer::answer_one() {
  RootRequest request;
  iovec content = {&request, sizeof request};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred))];
  msghdr message{};
  message.msg_iov = &content;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const ssize_t got = recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (got < 0) return errno == EINTR || errno == EAGAIN ? Next::go_on : Next::no_more;
  const std::optional<ucred> sender = sender_of(message);
  // An empty message has a sender, the end of the stream has none.
  if (got == 0 && !sender) return Next::no_more;
  // No reply: the client would take it for its own.
  if (!is_from_client(sender)) return Next::go_on;

  // Descriptors that came along did not fit into `control` and are closed already.
  const bool well_formed = got == static_cast<ssize_t>(sizeof request) &&
                           (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0;
  const RootReply reply =
      well_formed ? carried_out(request) : failure({"malformed request to the root helper", {}});
  // Never blocks: whoever does not take its replies must not keep the helper from seeing its end.
  const ssize_t sent = send(socket_.get(), &reply, sizeof reply, MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent > 0 || errno == EAGAIN ? Next::go_on : Next::no_more;
}

// A client that lives now has had its pid ever since: no other process can have sent under it.
bool RootServer::is_from_client(const std::optional<ucred>& sender) const {
  pollfd end[] = {{client_alive_.get(), POLLIN, 0}};
  return sender && sender->pid == client_.pid && (sender->uid == client_.uid || sender->uid == 0) &&
         ::poll(end, 1, 0) == 0;
}

RootReply RootServer::carried_out(const RootRequest& request) {
  switch (request.command) {
    case RootCommand::set_governor:
      return reply_to(set_governor(request.argument));
    case RootCommand::restore_governor:
      return reply_to(restore_governor());
    case RootCommand::enter_cgroup: {
      const Result<std::string> entered = enter_cgroup();
      return entered ? success(*entered) : failure(entered.error());
    }
    case RootCommand::finish: {
      const Status released = cgroup_ ? cgroup_->release(client_.pid) : Status();
      // The client would be killed with the rest: that is left for when it is gone.
      if (!released) return failure(released.error());
      finished_ = true;
      return reply_to(put_back());
    }
  }
  return failure({"unknown request to the root helper", {}});
}

Status RootServer::set_governor(std::uint32_t index) {
  if (index >= kGovernors.size()) return Error{"no such CPU governor", {}};
  const Result<GovernorHolder> client = governor_holder(client_.pid);
  if (!client) return client.error();
  holder_ = *client;
  return governor_.take(kGovernors[index], *client);
}

Status RootServer::restore_governor() {
  return holder_ ? governor_.release(*holder_) : Status();
}

Result<std::string> RootServer::enter_cgroup() {
  if (!cgroup_) {
    // The helper was forked from the client and has stayed where both were.
    const Result<CgroupPlace> here = own_cgroup();
    if (!here) return here.error();
    Result<DelegatedCgroup> made =
        DelegatedCgroup::make(*here, client_.pid, client_.uid, client_.gid);
    if (!made) return made.error();
    cgroup_.emplace(*std::move(made));
  }
  return cgroup_->program_directory();
}

Status RootServer::put_back() {
  const Status restored = restore_governor();
  const Status removed = cgroup_ ? cgroup_->kill_and_remove(kKillBound) : Status();
  cgroup_.reset();
  return restored ? removed : restored;
}

}  // namespace mutation
