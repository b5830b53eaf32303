#include "privilege/delegated_cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <filesystem>

#include "base/clock.h"
#include "base/unique_fd.h"
#include "os/file.h"
#include "os/poll.h"
#include "os/procfs.h"

namespace mutation {
namespace {

// What the kernel says that a delegatee must own (/sys/kernel/cgroup/delegate), without the
// controllers' files: no controller is enabled here.
constexpr const char* kDelegated[] = {".", "cgroup.procs", "cgroup.threads",
                                      "cgroup.subtree_control"};

// Root removes what the user makes here: bounded, so that it cannot be more than root can walk
// through. The files stay root's. Before Linux 4.14 there are none.
constexpr std::pair<const char*, const char*> kBounds[] = {{"cgroup.max.depth", "32"},
                                                           {"cgroup.max.descendants", "4096"}};

Status bound(const Cgroup& group) {
  for (const auto& [file, most] : kBounds) {
    const UniqueFd fd(openat(group.fd(), file, O_WRONLY | O_CLOEXEC));
    if (!fd.valid() && errno == ENOENT) continue;
    const std::string path = group.place().directory + "/" + file;
    if (!fd.valid()) return errno_error("open " + path, errno);
    if (Status written = write_all(fd.get(), most, path); !written) return written;
  }
  return {};
}

// The pid in "mutation-4711" and "mutation-4711-2"; 0 for any other name.
pid_t client_in(const std::string& name) {
  constexpr std::string_view kStart = "mutation-";
  const size_t end = name.find_first_not_of("0123456789", kStart.size());
  const bool numbered = end != std::string::npos && name[end] == '-' &&
                        name.find_first_not_of("0123456789", end + 1) == std::string::npos;
  pid_t pid = 0;
  if (name.starts_with(kStart) && (end == std::string::npos || numbered)) {
    std::from_chars(name.data() + kStart.size(), name.data() + name.size(), pid);
  }
  return pid;
}

// What is left where program and helper were killed together. One with processes in it stays: what
// these are is known to the store alone.
void remove_empty_leftovers(const CgroupPlace& parent) {
  std::error_code failure;
  for (std::filesystem::directory_iterator entry(parent.directory, failure), end;
       !failure && entry != end; entry.increment(failure)) {
    const pid_t client = client_in(entry->path().filename());
    if (client <= 0 || read_process(client)) continue;
    const std::optional<Cgroup> left = Cgroup::open(entry->path());
    if (left && !left->populated()) (void)left->remove();
  }
}

Status hand_over(const Cgroup& group, uid_t uid, gid_t gid) {
  for (const char* const file : kDelegated) {
    if (fchownat(group.fd(), file, uid, gid, AT_SYMLINK_NOFOLLOW) != 0) {
      return errno_error("give " + group.place().directory + "/" + file + " to the user", errno);
    }
  }
  return {};
}

Status move_into(const CgroupPlace& place, pid_t process) {
  const std::string file = place.directory + "/cgroup.procs";
  const UniqueFd fd(open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.valid()) return errno_error("open " + file, errno);
  return write_all(fd.get(), std::to_string(process), file);
}

// The kernel wakes a poll on cgroup.events whenever "populated" changes.
bool empties_within(const Cgroup& group, Seconds bound) {
  const UniqueFd events(openat(group.fd(), "cgroup.events", O_RDONLY | O_CLOEXEC));
  const BootTime deadline =
      Boottime::now() + std::chrono::duration_cast<std::chrono::nanoseconds>(bound);
  while (group.populated()) {
    pollfd changed[] = {{events.get(), POLLPRI, 0}};
    if (poll_until(changed, deadline) <= 0) return false;
    // Reading it arms the next poll.
    char text[256];
    (void)pread(events.get(), text, sizeof text, 0);
  }
  return true;
}

}  // namespace

Result<DelegatedCgroup> DelegatedCgroup::make(const CgroupPlace& parent, pid_t client, uid_t uid,
                                              gid_t gid) {
  remove_empty_leftovers(parent);
  Result<Cgroup> subtree = Cgroup::make(parent, "mutation-" + std::to_string(client));
  if (!subtree) return subtree.error();
  Result<Cgroup> program = Cgroup::make(subtree->place(), "program");
  if (!program) {
    (void)subtree->remove();
    return program.error();
  }
  DelegatedCgroup made(parent, *std::move(subtree), *std::move(program));
  Status ready = bound(made.subtree_);
  if (ready) ready = hand_over(made.subtree_, uid, gid);
  if (ready) ready = hand_over(made.program_, uid, gid);
  if (ready) ready = move_into(made.program_.place(), client);
  if (ready) return made;
  (void)made.subtree_.remove();
  return ready.error();
}

Status DelegatedCgroup::release(pid_t client) const {
  return move_into(parent_, client);
}

Status DelegatedCgroup::kill_and_remove(Seconds bound) const {
  const Status killed = subtree_.kill();
  if (!empties_within(subtree_, bound)) {
    const std::string& where = subtree_.place().directory;
    return killed ? Error{"processes in " + where + " outlived SIGKILL", {}} : killed.error();
  }
  return subtree_.remove();
}

}  // namespace mutation
