#include "campaign/machine_lock.h"

#include "os/abstract_name.h"

namespace mutation {
namespace {

constexpr const char* kName = "mutation/session";

}  // namespace

Result<UniqueFd> lock_machine() {
  Result<std::optional<UniqueFd>> held = hold_abstract_name(kName);
  if (!held) return with_context("lock the machine", held.error());
  if (*held) return std::move(**held);
  const std::string holder = machine_holder();
  return Error{"another session runs on this machine" + (holder.empty() ? "" : ": " + holder),
               "wait until it has ended, since both would be in each other's figures; "
               "--share-machine runs all the same and marks every run"};
}

std::string machine_holder() {
  const auto holder = holder_of_abstract_name(kName);
  if (!holder) return "";
  const std::string user = " of user " + std::to_string(holder->uid);
  return holder->pid == 0 ? "a process in another container" + user
                          : "process " + std::to_string(holder->pid) + user;
}

}  // namespace mutation
