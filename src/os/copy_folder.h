// A folder with all that it holds, copied: files share their blocks with the original where the
// file system can (FICLONE), symbolic links stay links. Nothing that is no file, folder or link is
// copied: it is an error.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace mutation {

struct FolderToCopy {
  std::string from;  // absolute
  std::string to;    // absolute; must not be there yet, its parent must
  // Paths relative to `from`. Of the first a symbolic link to the original is made: they must be
  // there. The others are not copied; they need not be there.
  std::vector<std::string> linked;
  std::vector<std::string> left_out;
  // Asked now and then, between files and within large ones: false ends it. May be empty.
  std::function<bool()> go_on;
};

struct FolderCopy {
  std::uint64_t files = 0;         // and links; what lies in linked folders is not counted
  std::uint64_t bytes = 0;         // of the files
  std::uint64_t shared_bytes = 0;  // of them in blocks that the original has, too
  bool whole = true;               // false: go_on() said so, and nothing of it is there any more
};

// Modes (the owner may always read, write and enter folders) and times of files are kept, owners
// and extended attributes are not. Links keep their meaning: a relative one that leads out of the
// folder becomes absolute, an absolute one that leads into it leads into the copy. Before anything
// is written that cannot share blocks, the room for all of it must be free. After an error nothing
// is left of the copy. [ioctl_ficlonerange(2), copy_file_range(2)]
Result<FolderCopy> copy_folder(const FolderToCopy& folder);

// The folder with all that it holds; no link is followed. Nothing wrong when it is not there.
Status remove_folder(const std::string& path);

}  // namespace mutation
