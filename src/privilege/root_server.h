// The root helper's side: answers requests from one process until that process is gone, then puts
// everything back. Trusts nothing that comes over the socket: the kernel says who sent a message,
// the size is checked, commands and arguments come from fixed lists.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <optional>
#include <string>

#include "base/unique_fd.h"
#include "privilege/delegated_cgroup.h"
#include "privilege/governor_hold.h"
#include "privilege/root_protocol.h"

namespace mutation {

// The one process that may ask, as root before its drop and as `uid` after it.
struct RootClient {
  pid_t pid = 0;
  uid_t uid = 0;
  gid_t gid = 0;
};

// Where the helper works; tests put in their own.
struct RootPlaces {
  std::string filesystem_root;                  // in front of /sys for the governors
  std::string governor_state = kGovernorState;  // see GovernorHold
};

struct RootSockets {
  UniqueFd client;
  UniqueFd server;
};
// SOCK_SEQPACKET, close-on-exec, and every message to `server` tells who sent it.
Result<RootSockets> make_root_sockets();

class RootServer {
 public:
  // `socket`: of make_root_sockets(). `client_alive`: a pidfd of the client.
  RootServer(UniqueFd socket, UniqueFd client_alive, const RootClient& client,
             const RootPlaces& places);

  // Until `finish` or the client's death, when it restores the governor, kills what is left in the
  // cgroup and removes it.
  void serve();

 private:
  enum class Next { go_on, no_more };
  Next answer_one();
  RootReply carried_out(const RootRequest& request);
  bool is_from_client(const std::optional<ucred>& sender) const;
  Status set_governor(std::uint32_t index);
  Status restore_governor();
  Result<std::string> enter_cgroup();
  Status put_back();

  UniqueFd socket_;
  UniqueFd client_alive_;
  RootClient client_;
  GovernorHold governor_;
  std::optional<GovernorHolder> holder_;  // the client, once it has set the governor
  std::optional<DelegatedCgroup> cgroup_;
  bool finished_ = false;
};

}  // namespace mutation
