#include "os/file_watch.h"

#include <errno.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace mutation {

Result<FileWatch> FileWatch::open() {
  UniqueFd fd(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!fd.valid()) return errno_error("watch a file", errno);
  return FileWatch(std::move(fd));
}

bool FileWatch::watch(const std::string& path) {
  if (watched_ >= 0) inotify_rm_watch(fd_.get(), watched_);
  watched_ = path.empty() ? -1 : inotify_add_watch(fd_.get(), path.c_str(), IN_MODIFY);
  return watched_ >= 0;
}

void FileWatch::drain() {
  alignas(inotify_event) char told[4096];
  while (read(fd_.get(), told, sizeof told) > 0) {
  }
}

}  // namespace mutation
