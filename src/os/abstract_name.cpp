#include "os/abstract_name.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>

namespace mutation {
namespace {

struct Address {
  sockaddr_un un{};
  socklen_t size = 0;
};

Address address_of(const std::string& name) {
  Address address;
  address.un.sun_family = AF_UNIX;
  // A zero byte in front: abstract.
  const size_t length = std::min(name.size(), sizeof(address.un.sun_path) - 1);
  std::copy_n(name.begin(), length, address.un.sun_path + 1);
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
  return address;
}

UniqueFd unix_socket() {
  return UniqueFd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

const sockaddr* generic(const Address& address) {
  return reinterpret_cast<const sockaddr*>(&address.un);
}

}  // namespace

Result<std::optional<UniqueFd>> hold_abstract_name(const std::string& name) {
  UniqueFd held = unix_socket();
  if (!held.valid()) return errno_error("make a socket", errno);
  const Address address = address_of(name);
  if (bind(held.get(), generic(address), address.size) != 0) {
    if (errno == EADDRINUSE) return std::optional<UniqueFd>();
    return errno_error("hold the name " + name, errno);
  }
  // So that others can ask who holds it.
  if (listen(held.get(), 8) != 0) return errno_error("listen on the name " + name, errno);
  return std::optional(std::move(held));
}

std::optional<NameHolder> holder_of_abstract_name(const std::string& name) {
  const UniqueFd asking = unix_socket();
  const Address address = address_of(name);
  if (!asking.valid()) return std::nullopt;
  if (connect(asking.get(), generic(address), address.size) != 0) {
    // Held by somebody whose queue is full of such questions.
    return errno == EAGAIN ? std::optional(NameHolder{}) : std::nullopt;
  }
  ucred holder{};
  socklen_t size = sizeof holder;
  if (getsockopt(asking.get(), SOL_SOCKET, SO_PEERCRED, &holder, &size) != 0) return NameHolder{};
  return NameHolder{holder.pid, holder.uid};
}

}  // namespace mutation
