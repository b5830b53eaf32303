// The root helper's side: answers requests from one process until that process is gone, then puts
// everything back. Trusts nothing that comes over the socket: the kernel says who sent a message,
// the size is checked, commands and arguments come from fixed lists.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/unique_fd.h"
#include "privilege/cpu_governors.h"
#include "privilege/delegated_cgroup.h"
#include "privilege/root_protocol.h"

namespace mutation {

// The one process that may ask, as root before its drop and as `uid` after it.
struct RootClient {
  pid_t pid = 0;
  uid_t uid = 0;
  gid_t gid = 0;
};

struct RootSockets {
  UniqueFd client;
  UniqueFd server;
};
// SOCK_SEQPACKET, close-on-exec, and every message to `server` tells who sent it.
Result<RootSockets> make_root_sockets();

class RootServer {
 public:
  // `socket`: of make_root_sockets(). `client_alive`: a pidfd of the client. `filesystem_root`
  // stands in front of /sys for the governors; "" for the real one.
  RootServer(UniqueFd socket, UniqueFd client_alive, const RootClient& client,
             const std::string& filesystem_root);

  // Until `finish` or the client's death, when it restores the governor, kills what is left in the
  // cgroup and removes it.
  void serve();

 private:
  enum class Next { go_on, no_more };
  Next answer_one();
  RootReply carried_out(const RootRequest& request);
  Result<std::string> enter_cgroup();
  Status put_back();

  UniqueFd socket_;
  UniqueFd client_alive_;
  RootClient client_;
  CpuGovernors governors_;
  std::optional<DelegatedCgroup> cgroup_;
  bool finished_ = false;
};

}  // namespace mutation
