// Names that one process at a time can hold and that the kernel releases with their holder: unix
// sockets in the abstract namespace. They belong to a network namespace, so containers with one of
// their own have names of their own. No file is made. [unix(7), "Abstract sockets"]
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

struct NameHolder {
  pid_t pid = 0;  // 0: in a PID namespace that this process does not see
  uid_t uid = 0;
};

// Holds the name until the descriptor is closed; none when somebody holds it already.
Result<std::optional<UniqueFd>> hold_abstract_name(const std::string& name);

// Who holds it; none when nobody does. [SO_PEERCRED]
std::optional<NameHolder> holder_of_abstract_name(const std::string& name);

}  // namespace mutation
