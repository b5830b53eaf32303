// Two passes: all that is to be copied is looked at before anything is written.
#include "os/copy_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "base/unique_fd.h"
#include "os/disk_space.h"
#include "os/file.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPiece = size_t{1} << 23;  // bytes between two questions whether to go on
constexpr double kMega = 1e6;

enum class Kind { folder, file, link, link_to_original };

struct Item {
  fs::path path;  // relative
  Kind kind = Kind::file;
  std::uint64_t bytes = 0;
};

bool is_among(const fs::path& path, const std::vector<std::string>& paths) {
  return std::ranges::find(paths, path.string()) != paths.end();
}

// Whether `path` is `folder` or lies in it. Both normal.
bool lies_in(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

// One copy on its way.
class Copying {
 public:
  explicit Copying(const FolderToCopy& folder)
      : folder_(folder), from_(folder.from), to_(folder.to) {}

  Result<FolderCopy> run();

 private:
  Status look();
  Status look_at(const fs::directory_entry& entry, bool& enter);
  Status check_places() const;
  Status make(const Item& item);
  Status make_folder(const Item& item);
  Status make_link(const Item& item);
  Status make_file(const Item& item);
  Status fill(int from, int to, const Item& item);
  Status copy_bytes(int from, int to, const Item& item);
  // How many bytes came over; 0 at the end of the file.
  Result<size_t> copy_piece(int from, int to, const Item& item);
  Status check_room();
  fs::path meaning_of(const fs::path& target, const Item& item) const;
  bool may_go_on() {
    copy_.whole = copy_.whole && (!folder_.go_on || folder_.go_on());
    return copy_.whole;
  }

  const FolderToCopy& folder_;
  const fs::path from_;
  const fs::path to_;
  std::vector<Item> items_;
  std::uint64_t bytes_to_come_ = 0;
  bool can_share_ = true;
  bool in_kernel_ = true;  // copy_file_range() works here
  FolderCopy copy_;
};

Status Copying::check_places() const {
  if (lies_in(to_, from_)) {
    const fs::path inner = to_.lexically_relative(from_);
    const bool is_out = std::ranges::any_of(
        folder_.left_out, [&](const std::string& path) { return lies_in(inner, path); });
    if (!is_out) {
      return Error{fmt::format("the copy {} would lie in {} itself", to_.string(), from_.string()),
                   "name its folder in \"copy_excludes\", or choose other results with --results"};
    }
  }
  for (const std::string& path : folder_.linked) {
    std::error_code failure;
    if (!fs::exists(from_ / path, failure)) {
      return Error{fmt::format("there is no {}", (from_ / path).string()),
                   "\"copy_links\" names what is linked to the original: put it there, or remove "
                   "it from the catalogue"};
    }
  }
  return {};
}

Status Copying::look_at(const fs::directory_entry& entry, bool& enter) {
  enter = false;
  const fs::path path = entry.path().lexically_relative(from_);
  if (is_among(path, folder_.left_out)) return {};
  struct stat facts {};
  if (lstat(entry.path().c_str(), &facts) != 0) {
    return errno_error("look at " + entry.path().string(), errno);
  }
  if (is_among(path, folder_.linked)) {
    items_.push_back({path, Kind::link_to_original});
  } else if (S_ISDIR(facts.st_mode)) {
    enter = true;
    items_.push_back({path, Kind::folder});
  } else if (S_ISREG(facts.st_mode)) {
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    items_.push_back({path, Kind::file, size});
    bytes_to_come_ += size;
  } else if (S_ISLNK(facts.st_mode)) {
    items_.push_back({path, Kind::link});
  } else {
    return Error{entry.path().string() + " is no file, folder or link and cannot be copied",
                 "name it in \"copy_excludes\", or write \"working_directory\": \"shared\""};
  }
  return {};
}

Status Copying::look() {
  std::error_code failure;
  fs::recursive_directory_iterator entries(from_, failure);
  while (!failure && entries != fs::recursive_directory_iterator() && may_go_on()) {
    bool enter = false;
    if (Status looked = look_at(*entries, enter); !looked) return looked;
    if (!enter) entries.disable_recursion_pending();
    const std::string at = entries->path().string();
    entries.increment(failure);
    if (failure) return errno_error("read folder " + at, failure.value());
  }
  if (failure) return errno_error("read folder " + from_.string(), failure.value());
  return {};
}

Status Copying::make_folder(const Item& item) {
  const fs::path path = to_ / item.path;
  struct stat facts {};
  if (stat((from_ / item.path).c_str(), &facts) != 0) {
    return errno_error("look at " + (from_ / item.path).string(), errno);
  }
  if (mkdir(path.c_str(), 0700) != 0 || chmod(path.c_str(), (facts.st_mode & 0777) | 0700) != 0) {
    return errno_error("make folder " + path.string(), errno);
  }
  return {};
}

fs::path Copying::meaning_of(const fs::path& target, const Item& item) const {
  const fs::path full = (from_ / item.path.parent_path() / target).lexically_normal();
  if (lies_in(full, from_)) {
    return target.is_absolute() ? to_ / full.lexically_relative(from_) : target;
  }
  return target.is_absolute() ? target : full;
}

Status Copying::make_link(const Item& item) {
  const fs::path original = from_ / item.path;
  std::error_code failure;
  fs::path target = original;
  if (item.kind == Kind::link) target = meaning_of(fs::read_symlink(original, failure), item);
  if (!failure) fs::create_symlink(target, to_ / item.path, failure);
  if (failure) return errno_error("copy link " + original.string(), failure.value());
  ++copy_.files;
  return {};
}

Status Copying::check_room() {
  const Result<DiskSpace> room = disk_space(to_.string());
  if (!room) return room.error();
  if (room->free_bytes >= bytes_to_come_) return {};
  return Error{fmt::format("copy {}: {:.1f} MB are free in {}, and {:.1f} MB are to be copied",
                           from_.string(), static_cast<double>(room->free_bytes) / kMega,
                           to_.parent_path().string(), static_cast<double>(bytes_to_come_) / kMega),
               "free some room, or link large data with \"copy_links\" in the catalogue"};
}

Result<size_t> Copying::copy_piece(int from, int to, const Item& item) {
  while (in_kernel_) {
    const ssize_t copied = copy_file_range(from, nullptr, to, nullptr, kPiece, 0);
    if (copied >= 0) return static_cast<size_t>(copied);
    if (errno == EINTR) continue;
    if (errno != EXDEV && errno != ENOSYS && errno != EOPNOTSUPP && errno != EINVAL) {
      return errno_error("copy " + (from_ / item.path).string(), errno);
    }
    in_kernel_ = false;
  }
  static std::array<char, size_t{1} << 18> buffer;  // main thread only
  ssize_t got = 0;
  do {
    got = read(from, buffer.data(), buffer.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) return errno_error("read " + (from_ / item.path).string(), errno);
  const std::string_view bytes(buffer.data(), static_cast<size_t>(got));
  if (Status written = write_all(to, bytes, (to_ / item.path).string()); !written) {
    return written.error();
  }
  return static_cast<size_t>(got);
}

Status Copying::copy_bytes(int from, int to, const Item& item) {
  std::uint64_t copied = 0;
  while (may_go_on()) {
    const Result<size_t> piece = copy_piece(from, to, item);
    if (!piece) return piece.error();
    if (*piece == 0) {
      // Some file systems have files whose bytes the kernel does not hand over in this way.
      if (copied > 0 || item.bytes == 0 || !in_kernel_) return {};
      in_kernel_ = false;
    }
    copied += *piece;
    copy_.bytes += *piece;
  }
  return {};
}

Status Copying::fill(int from, int to, const Item& item) {
  if (can_share_ && item.bytes > 0) {
    if (ioctl(to, FICLONE, from) == 0) {
      copy_.bytes += item.bytes;
      copy_.shared_bytes += item.bytes;
      return {};
    }
    can_share_ = false;
    if (Status room = check_room(); !room) return room;
  }
  return copy_bytes(from, to, item);
}

Status Copying::make_file(const Item& item) {
  const fs::path original = from_ / item.path;
  const UniqueFd from(open(original.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  struct stat facts {};
  if (!from.valid() || fstat(from.get(), &facts) != 0) {
    return errno_error("read " + original.string(), errno);
  }
  const fs::path path = to_ / item.path;
  const UniqueFd to(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!to.valid()) return errno_error("make " + path.string(), errno);
  if (Status filled = fill(from.get(), to.get(), item); !filled) return filled;
  bytes_to_come_ -= std::min(bytes_to_come_, item.bytes);
  const timespec times[2] = {facts.st_atim, facts.st_mtim};
  if (fchmod(to.get(), facts.st_mode & 0777) != 0 || futimens(to.get(), times) != 0) {
    return errno_error("make " + path.string(), errno);
  }
  ++copy_.files;
  return {};
}

Status Copying::make(const Item& item) {
  switch (item.kind) {
    case Kind::folder:
      return make_folder(item);
    case Kind::file:
      return make_file(item);
    case Kind::link:
    case Kind::link_to_original:
      return make_link(item);
  }
  return {};
}

Result<FolderCopy> Copying::run() {
  if (Status good = check_places(); !good) return good.error();
  if (Status looked = look(); !looked) return looked.error();
  if (!copy_.whole) return copy_;
  if (Status made = make_folder({}); !made) return made.error();
  for (const Item& item : items_) {
    Status made = may_go_on() ? make(item) : Status{};
    if (made && copy_.whole) continue;
    const Status removed = remove_folder(folder_.to);
    if (!made) return made.error();
    if (!removed) return removed.error();
    return copy_;
  }
  return copy_;
}

}  // namespace

Result<FolderCopy> copy_folder(const FolderToCopy& folder) {
  return Copying(folder).run();
}

Status remove_folder(const std::string& path) {
  std::error_code failure;
  fs::remove_all(path, failure);
  return failure ? Status(errno_error("remove " + path, failure.value())) : Status{};
}

}  // namespace mutation
