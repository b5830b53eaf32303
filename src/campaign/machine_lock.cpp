#include "campaign/machine_lock.h"

#include "os/abstract_name.h"

namespace mutation {
namespace {

constexpr const char* kName = "mutation/session";
constexpr const char* kWait =
    "wait until it has ended, since both would be in each other's figures";
constexpr const char* kDevicePrefix = "mutation/device/";

// "process 1234 of user 1000"; "" when nobody holds the name.
std::string holder_of(const std::string& name) {
  const auto holder = holder_of_abstract_name(name);
  if (!holder) return "";
  const std::string user = " of user " + std::to_string(holder->uid);
  return holder->pid == 0 ? "a process in another container" + user
                          : "process " + std::to_string(holder->pid) + user;
}

}  // namespace

Result<UniqueFd> lock_machine() {
  Result<std::optional<UniqueFd>> held = hold_abstract_name(kName);
  if (!held) return with_context("lock the machine", held.error());
  if (*held) return std::move(**held);
  const std::string holder = machine_holder();
  return Error{"another session runs on this machine" + (holder.empty() ? "" : ": " + holder),
               kWait};
}

std::string machine_holder() {
  return holder_of(kName);
}

Result<std::vector<UniqueFd>> lock_devices(const std::vector<std::string>& devices) {
  std::vector<UniqueFd> locks;
  for (const std::string& device : devices) {
    const std::string name = kDevicePrefix + device;
    Result<std::optional<UniqueFd>> held = hold_abstract_name(name);
    if (!held) return with_context("lock the GPU " + device, held.error());
    if (!*held) {
      return Error{"another session runs on the GPU " + device + ": " + holder_of(name), kWait};
    }
    locks.push_back(std::move(**held));
  }
  return locks;
}

}  // namespace mutation
