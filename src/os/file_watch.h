// Being told that a file is written to, instead of asking again and again. Of a network file system
// the kernel tells only what this machine writes. [inotify(7)]
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

class FileWatch {
 public:
  // An error where the user has as many as may be.
  static Result<FileWatch> open();

  // From now on this file, and no longer the one before; "": none. False when it cannot be.
  bool watch(const std::string& path);
  // Readable when the file was written to.
  int fd() const { return fd_.get(); }
  // Takes what was told. Does not block.
  void drain();

 private:
  explicit FileWatch(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
  int watched_ = -1;
};

}  // namespace mutation
