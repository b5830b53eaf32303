#include "os/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <memory>
#include <optional>

#include "base/text.h"
#include "os/file.h"

namespace mutation {
namespace {

constexpr const char* kProcs = "cgroup.procs";
constexpr const char* kKill = "cgroup.kill";
constexpr const char* kEvents = "cgroup.events";
constexpr const char* kMemoryEvents = "memory.events";
constexpr int kNamesTried = 100;

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

// mountinfo writes blanks in paths as three octal digits.
std::string unescaped(const std::string& text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size()) {
      plain += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 +
                                 (text[i + 3] - '0'));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

// The path in the version 2 hierarchy: the line "0::PATH".
std::string unified_path(std::string_view cgroup) {
  for (const std::string& line : split(cgroup, '\n')) {
    if (line.starts_with("0::")) return line.substr(3);
  }
  return {};
}

// What `path` is below `root`; none when it is not below it.
std::optional<std::string> below(const std::string& root, const std::string& path) {
  if (root == "/") return path == "/" ? "" : path;
  if (path == root) return "";
  if (path.starts_with(root + "/")) return path.substr(root.size());
  return std::nullopt;
}

std::string child_path(const std::string& parent, const std::string& name) {
  return parent.ends_with('/') ? parent + name : parent + "/" + name;
}

}  // namespace

Result<CgroupPlace> find_cgroup(std::string_view mountinfo, std::string_view cgroup) {
  const std::string path = unified_path(cgroup);
  if (path.empty()) return Error{"this process is in no cgroup v2", {}};
  if (path.starts_with("/..") || path.ends_with(" (deleted)")) {
    return Error{"the cgroup " + path + " lies outside of what can be reached", {}};
  }
  for (const std::string& line : split(mountinfo, '\n')) {
    const size_t separator = line.find(" - ");
    if (separator == std::string::npos) continue;
    const std::vector<std::string> mount = words(std::string_view(line).substr(0, separator));
    const std::vector<std::string> type = words(std::string_view(line).substr(separator + 3));
    if (mount.size() < 5 || type.empty() || type[0] != "cgroup2") continue;
    if (const auto rest = below(unescaped(mount[3]), path)) {
      return CgroupPlace{.directory = unescaped(mount[4]) + *rest, .path = path};
    }
  }
  return Error{"no cgroup v2 is mounted that holds " + path, {}};
}

Result<CgroupPlace> own_cgroup() {
  const Result<std::string> mountinfo = read_file("/proc/self/mountinfo");
  if (!mountinfo) return mountinfo.error();
  const Result<std::string> cgroup = read_file("/proc/self/cgroup");
  if (!cgroup) return cgroup.error();
  return find_cgroup(*mountinfo, *cgroup);
}

std::string cgroup_path_of(pid_t pid) {
  const Result<std::string> text = read_file("/proc/" + std::to_string(pid) + "/cgroup");
  return text ? unified_path(*text) : std::string();
}

Result<Cgroup> Cgroup::make(const CgroupPlace& parent, const std::string& name) {
  const UniqueFd above(open(parent.directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!above.valid()) return errno_error("open cgroup " + parent.directory, errno);
  for (int attempt = 1; attempt <= kNamesTried; ++attempt) {
    const std::string taken = attempt == 1 ? name : name + "-" + std::to_string(attempt);
    const std::string directory = child_path(parent.directory, taken);
    if (mkdirat(above.get(), taken.c_str(), 0755) != 0) {
      if (errno == EEXIST) continue;
      return errno_error("make cgroup " + directory, errno);
    }
    UniqueFd fd(openat(above.get(), taken.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.valid()) return Cgroup(std::move(fd), {directory, child_path(parent.path, taken)});
    const Error error = errno_error("open cgroup " + directory, errno);
    unlinkat(above.get(), taken.c_str(), AT_REMOVEDIR);
    return error;
  }
  return Error{"make cgroup " + child_path(parent.directory, name) + ": too many of that name", {}};
}

Cgroup Cgroup::adopt(UniqueFd directory, CgroupPlace place) {
  return Cgroup(std::move(directory), std::move(place));
}

Status Cgroup::kill() const {
  const UniqueFd file(openat(fd(), kKill, O_WRONLY | O_CLOEXEC));
  if (file.valid()) return write_all(file.get(), "1", place_.directory + "/" + kKill);
  if (errno != ENOENT) return errno_error("open " + place_.directory + "/" + kKill, errno);
  for (const pid_t pid : processes()) ::kill(pid, SIGKILL);
  return {};
}

bool Cgroup::populated() const {
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
