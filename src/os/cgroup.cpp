#include "os/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "os/file.h"
#include "os/pidfd.h"
#include "os/poll.h"

namespace mutation {
namespace {

constexpr const char* kProcs = "cgroup.procs";
constexpr const char* kKill = "cgroup.kill";
constexpr const char* kEvents = "cgroup.events";
constexpr const char* kFreeze = "cgroup.freeze";
constexpr const char* kFreezerState = "freezer.state";
constexpr const char* kMemoryEvents = "memory.events";
constexpr int kNamesTried = 100;
// So long a group gets to freeze.
constexpr int kFreezeTries = 50;
constexpr Boottime::duration kFreezePause = std::chrono::milliseconds(1);
// Descriptors; far below the usual limit of 1024.
constexpr size_t kHeldAtOnce = 256;

using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;

int number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// None when the file is not there (any more).
std::optional<std::string> read_in(int directory, const char* name) {
  const UniqueFd fd(openat(directory, name, O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return std::nullopt;
  std::string content;
  char buffer[16384];
  while (true) {
    const ssize_t got = read(fd.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) return content;
    content.append(buffer, static_cast<size_t>(got));
  }
}

// The number behind `key` in a file of "key number" lines.
std::optional<int> entry_in(int directory, const char* file, std::string_view key) {
  const std::optional<std::string> text = read_in(directory, file);
  if (!text) return std::nullopt;
  for (const std::string& line : split(*text, '\n')) {
    const std::vector<std::string> fields = words(line);
    if (fields.size() == 2 && fields[0] == key) return number(fields[1]);
  }
  return std::nullopt;
}

std::vector<std::string> groups_in(int directory) {
  std::vector<std::string> names;
  UniqueFd copy(openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!copy.valid()) return names;
  const Directory listing(fdopendir(copy.get()), closedir);
  if (!listing) return names;
  (void)copy.release();
  while (const dirent* entry = readdir(listing.get())) {
    if (entry->d_type == DT_DIR && entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  return names;
}

void collect_processes(int directory, std::vector<pid_t>* pids) {
  if (const std::optional<std::string> text = read_in(directory, kProcs)) {
    for (const std::string& line : words(*text)) {
      // 0: a process that this PID namespace cannot see.
      if (const pid_t pid = number(line); pid > 0) pids->push_back(pid);
    }
  }
  for (const std::string& name : groups_in(directory)) {
    const UniqueFd below(openat(directory, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (below.valid()) collect_processes(below.get(), pids);
  }
}

void remove_groups_in(int directory) {
  for (const std::string& name : groups_in(directory)) {
    const UniqueFd below(openat(directory, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (below.valid()) remove_groups_in(below.get());
    unlinkat(directory, name.c_str(), AT_REMOVEDIR);
  }
}

std::string child_path(const std::string& parent, const std::string& name) {
  return parent.ends_with('/') ? parent + name : parent + "/" + name;
}

}  // namespace

Result<Cgroup> Cgroup::make(const CgroupPlace& parent, const std::string& name) {
  const UniqueFd above(::open(parent.directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!above.valid()) return errno_error("open cgroup " + parent.directory, errno);
  for (int attempt = 1; attempt <= kNamesTried; ++attempt) {
    const std::string taken = attempt == 1 ? name : name + "-" + std::to_string(attempt);
    const std::string directory = child_path(parent.directory, taken);
    if (mkdirat(above.get(), taken.c_str(), 0755) != 0) {
      if (errno == EEXIST) continue;
      return errno_error("make cgroup " + directory, errno);
    }
    UniqueFd fd(openat(above.get(), taken.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.valid()) {
      return Cgroup(std::move(fd), {directory, child_path(parent.path, taken), parent.kind});
    }
    const Error error = errno_error("open cgroup " + directory, errno);
    unlinkat(above.get(), taken.c_str(), AT_REMOVEDIR);
    return error;
  }
  return Error{"make cgroup " + child_path(parent.directory, name) + ": too many of that name", {}};
}

std::optional<Cgroup> Cgroup::open(const std::string& directory) {
  UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct statfs system {};
  if (!fd.valid() || fstatfs(fd.get(), &system) != 0) return std::nullopt;
  const bool unified = system.f_type == CGROUP2_SUPER_MAGIC;
  const bool freezer =
      system.f_type == CGROUP_SUPER_MAGIC && faccessat(fd.get(), kFreezerState, F_OK, 0) == 0;
  if (!unified && !freezer) return std::nullopt;
  return Cgroup(std::move(fd), {.directory = directory,
                                .path = {},
                                .kind = unified ? CgroupKind::unified : CgroupKind::freezer});
}

Cgroup Cgroup::adopt(UniqueFd directory, CgroupPlace place) {
  return Cgroup(std::move(directory), std::move(place));
}

Status Cgroup::kill() const {
  if (place_.kind == CgroupKind::unified) {
    const UniqueFd file(openat(fd(), kKill, O_WRONLY | O_CLOEXEC));
    if (file.valid()) return write_all(file.get(), "1", place_.directory + "/" + kKill);
    if (errno != ENOENT) return errno_error("open " + place_.directory + "/" + kKill, errno);
  }
  freeze_and_kill();
  return {};
}

bool Cgroup::freeze(bool frozen) const {
  const bool unified = place_.kind == CgroupKind::unified;
  const UniqueFd file(openat(fd(), unified ? kFreeze : kFreezerState, O_WRONLY | O_CLOEXEC));
  if (!file.valid()) return false;
  const std::string_view word = unified ? (frozen ? "1" : "0") : (frozen ? "FROZEN" : "THAWED");
  return write(file.get(), word.data(), word.size()) == static_cast<ssize_t>(word.size());
}

bool Cgroup::is_frozen() const {
  if (place_.kind == CgroupKind::unified) {
    return entry_in(fd(), kEvents, "frozen").value_or(0) != 0;
  }
  return trimmed(read_in(fd(), kFreezerState).value_or("")) == "FROZEN";
}

// Each is held by pidfd and looked up once more: that it still is listed shows that the pidfd is
// not a stranger's.
void Cgroup::kill_listed() const {
  const std::vector<pid_t> listed = processes();
  for (size_t first = 0; first < listed.size(); first += kHeldAtOnce) {
    std::vector<std::pair<pid_t, UniqueFd>> held;
    for (size_t i = first; i < std::min(first + kHeldAtOnce, listed.size()); ++i) {
      if (auto pidfd = open_pidfd(listed[i])) held.emplace_back(listed[i], std::move(*pidfd));
    }
    const std::vector<pid_t> again = processes();
    const std::unordered_set<pid_t> there(again.begin(), again.end());
    for (const auto& [pid, pidfd] : held) {
      if (there.contains(pid)) send_signal(pidfd.get(), SIGKILL);
    }
  }
}

void Cgroup::freeze_and_kill() const {
  const bool freezes = freeze(true);
  for (int tries = 0; freezes && tries < kFreezeTries && !is_frozen(); ++tries) {
    poll_until({}, Boottime::now() + kFreezePause);
  }
  kill_listed();
  // Version 1 delivers no signal to what is frozen.
  if (freezes) freeze(false);
}

bool Cgroup::populated() const {
  if (place_.kind == CgroupKind::freezer) return !processes().empty();
  return entry_in(fd(), kEvents, "populated").value_or(0) != 0;
}

std::vector<pid_t> Cgroup::processes() const {
  std::vector<pid_t> pids;
  collect_processes(fd(), &pids);
  return pids;
}

int Cgroup::oom_kills() const {
  return entry_in(fd(), kMemoryEvents, "oom_kill").value_or(0);
}

Status Cgroup::remove() const {
  struct stat held {};
  struct stat present {};
  if (stat(place_.directory.c_str(), &present) != 0) return {};
  if (fstat(fd(), &held) != 0 || held.st_ino != present.st_ino || held.st_dev != present.st_dev) {
    return {};
  }
  remove_groups_in(fd());
  if (rmdir(place_.directory.c_str()) != 0 && errno != ENOENT) {
    return errno_error("remove cgroup " + place_.directory, errno);
  }
  return {};
}

}  // namespace mutation
