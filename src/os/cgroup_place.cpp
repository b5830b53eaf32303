#include "os/cgroup_place.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"
#include "os/file.h"

namespace mutation {
namespace {

bool is_octal(std::string_view digits) {
  return digits.find_first_not_of("01234567") == std::string_view::npos;
}

// mountinfo writes blanks in paths as three octal digits.
std::string unescaped(const std::string& text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size() &&
        is_octal(std::string_view(text).substr(i + 1, 3))) {
      plain += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 +
                                 (text[i + 3] - '0'));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

bool lists(const std::string& names, std::string_view name) {
  return std::ranges::any_of(split(names, ','), [&](const auto& one) { return one == name; });
}

// The path in the hierarchy: of the line "0::PATH", or "4:freezer:PATH".
std::string path_in(std::string_view cgroup, CgroupKind kind) {
  for (const std::string& line : split(cgroup, '\n')) {
    if (kind == CgroupKind::unified && line.starts_with("0::")) return line.substr(3);
    const size_t first = line.find(':');
    const size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (kind != CgroupKind::freezer || second == std::string::npos) continue;
    if (lists(line.substr(first + 1, second - first - 1), "freezer"))
      return line.substr(second + 1);
  }
  return {};
}

// `type`: the words of a line of mountinfo behind " - ": type, source, options.
bool is_hierarchy(const std::vector<std::string>& type, CgroupKind kind) {
  if (kind == CgroupKind::unified) return !type.empty() && type[0] == "cgroup2";
  return type.size() >= 3 && type[0] == "cgroup" && lists(type[2], "freezer");
}

const char* name_of(CgroupKind kind) {
  return kind == CgroupKind::unified ? "cgroup v2" : "cgroup v1 freezer";
}

// What `path` is below `root`; none when it is not below it.
std::optional<std::string> below(const std::string& root, const std::string& path) {
  if (root == "/") return path == "/" ? "" : path;
  if (path == root) return "";
  if (path.starts_with(root + "/")) return path.substr(root.size());
  return std::nullopt;
}

}  // namespace

Result<CgroupPlace> find_cgroup(std::string_view mountinfo, std::string_view cgroup,
                                CgroupKind kind) {
  const std::string path = path_in(cgroup, kind);
  if (path.empty()) return Error{std::string("this process is in no ") + name_of(kind), {}};
  if (path.starts_with("/..") || path.ends_with(" (deleted)")) {
    return Error{"the cgroup " + path + " lies outside of what can be reached", {}};
  }
  for (const std::string& line : split(mountinfo, '\n')) {
    const size_t separator = line.find(" - ");
    if (separator == std::string::npos) continue;
    const std::vector<std::string> mount = words(std::string_view(line).substr(0, separator));
    const std::vector<std::string> type = words(std::string_view(line).substr(separator + 3));
    if (mount.size() < 5 || !is_hierarchy(type, kind)) continue;
    if (const auto rest = below(unescaped(mount[3]), path)) {
      return CgroupPlace{.directory = unescaped(mount[4]) + *rest, .path = path, .kind = kind};
    }
  }
  return Error{std::string("no ") + name_of(kind) + " is mounted that holds " + path, {}};
}

Result<CgroupPlace> own_cgroup(CgroupKind kind) {
  const Result<std::string> mountinfo = read_file("/proc/self/mountinfo");
  if (!mountinfo) return mountinfo.error();
  const Result<std::string> cgroup = read_file("/proc/self/cgroup");
  if (!cgroup) return cgroup.error();
  return find_cgroup(*mountinfo, *cgroup, kind);
}

std::string cgroup_path_of(pid_t pid, CgroupKind kind) {
  const Result<std::string> text = read_file("/proc/" + std::to_string(pid) + "/cgroup");
  return text ? path_in(*text, kind) : std::string();
}

}  // namespace mutation
