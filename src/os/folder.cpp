#include "os/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <deque>

#include "base/text.h"

namespace mutation {
namespace {

// As many as the kernel follows in one path. [path_resolution(7)]
constexpr int kMostLinks = 40;
constexpr int kNoLink = O_PATH | O_NOFOLLOW | O_CLOEXEC;

// Whose links root follows: its own, and those of the owner of "/", who is root outside of a user
// namespace.
bool is_trusted(uid_t owner) {
  struct stat root {};
  return owner == 0 || (stat("/", &root) == 0 && owner == root.st_uid);
}

// One step after the other, each from the folder that the last one led to.
class Walk {
 public:
  Walk(const std::string& path, MissingFolders missing)
      : path_(path), missing_(missing), careful_(geteuid() == 0) {
    push(path);
    folder_.reset(open(path.starts_with('/') ? "/" : ".", kNoLink | O_DIRECTORY));
    if (!folder_.valid()) no_start_ = errno;
  }

  Result<UniqueFd> folder() {
    if (no_start_ != 0) return failed(no_start_);
    while (!steps_.empty()) {
      const std::string step = steps_.front();
      steps_.pop_front();
      if (Status taken = take(step); !taken) return taken.error();
    }
    return std::move(folder_);
  }

 private:
  void push(const std::string& path) {
    const std::vector<std::string> parts = split(path, '/');
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      if (!part->empty() && *part != ".") steps_.push_front(*part);
    }
  }

  Error failed(int why) const { return errno_error("open folder " + path_, why); }

  Status take(const std::string& step) {
    UniqueFd next(openat(folder_.get(), step.c_str(), kNoLink));
    if (!next.valid() && errno == ENOENT && missing_ == MissingFolders::are_made) {
      // Somebody may have been quicker.
      if (mkdirat(folder_.get(), step.c_str(), 0755) != 0 && errno != EEXIST) {
        return errno_error("make folder " + path_, errno);
      }
      next.reset(openat(folder_.get(), step.c_str(), kNoLink));
    }
    if (!next.valid()) return failed(errno);
    struct stat status {};
    if (fstat(next.get(), &status) != 0) return failed(errno);
    if (S_ISLNK(status.st_mode)) return follow(next, step, status.st_uid);
    if (!S_ISDIR(status.st_mode)) return failed(ENOTDIR);
    folder_ = std::move(next);
    return {};
  }

  Status follow(const UniqueFd& link, const std::string& name, uid_t owner) {
    if (careful_ && !is_trusted(owner)) {
      return Error{"open folder " + path_ + ": \"" + name + "\" is a symbolic link of user " +
                       std::to_string(owner) + ", which root does not follow",
                   "name the folder that it leads to"};
    }
    if (++links_ > kMostLinks) return failed(ELOOP);
    char target[4096];
    const ssize_t length = readlinkat(link.get(), "", target, sizeof target);
    if (length < 0) return failed(errno);
    const std::string text(target, static_cast<size_t>(length));
    if (text.starts_with('/')) folder_.reset(open("/", kNoLink | O_DIRECTORY));
    push(text);
    return {};
  }

  std::string path_;
  MissingFolders missing_;
  bool careful_;
  std::deque<std::string> steps_;
  UniqueFd folder_;
  int no_start_ = 0;  // errno
  int links_ = 0;
};

}  // namespace

Result<UniqueFd> open_folder(const std::string& path, MissingFolders missing) {
  if (geteuid() != 0) {
    UniqueFd folder(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (folder.valid()) return folder;
    if (errno != ENOENT || missing == MissingFolders::are_errors) {
      return errno_error("open folder " + path, errno);
    }
  }
  return Walk(path, missing).folder();
}

Result<PlaceInFolder> find_place(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (name.empty() || name == "." || name == "..") return Error{path + " names no file", {}};
  Result<UniqueFd> found = open_folder(folder, MissingFolders::are_errors);
  if (!found) return found.error();
  return PlaceInFolder{std::move(*found), name};
}

}  // namespace mutation
