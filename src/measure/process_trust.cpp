// Compares this process's PID namespace with the kernel's first one, and listed pids with /proc.
#include "measure/process_trust.h"

#include <unistd.h>

#include <array>
#include <string_view>

#include "base/text.h"
#include "measure/root.h"
#include "os/file.h"

namespace mutation {
namespace {

// The inode of the first PID namespace is fixed in the kernel (PROC_PID_INIT_INO, 0xEFFFFFFC).
constexpr std::string_view kFirstPidNamespace = "pid:[4026531836]";

std::string link_target(const std::string& path) {
  std::array<char, 64> target{};
  const ssize_t length = readlink(path.c_str(), target.data(), target.size());
  return length > 0 ? std::string(target.data(), static_cast<size_t>(length)) : std::string();
}

// The pids of this process in its namespaces, from the one of the /proc mount inwards.
size_t levels_of_pid_namespaces(const std::string& root) {
  const Result<std::string> status = read_file(under(root, "/proc/self/status"));
  if (!status) return 1;
  for (const std::string& line : split(*status, '\n')) {
    if (line.starts_with("NSpid:")) return words(line).size() - 1;
  }
  return 1;
}

}  // namespace

std::string why_processes_untrusted(const std::string& root, std::span<const pid_t> still_listed) {
  const std::string space = link_target(under(root, "/proc/self/ns/pid"));
  if (!space.empty() && space != kFirstPidNamespace)
    return "this program runs in a PID namespace of its own (a container): the driver's pids are "
           "the host's, and processes outside are not seen";
  if (levels_of_pid_namespaces(root) > 1)
    return "/proc shows another PID namespace than this program runs in";
  for (const pid_t pid : still_listed) {
    const std::string folder = under(root, "/proc/" + std::to_string(pid));
    if (access(folder.c_str(), F_OK) != 0)
      return "the driver lists pid " + std::to_string(pid) +
             ", which /proc does not know: its pids are not this system's, or /proc hides "
             "processes of others";
  }
  return {};
}

}  // namespace mutation
