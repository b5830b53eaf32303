// How much room a file system has for files to come. Asks and compares; makes no room.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace mutation {

struct DiskSpace {
  std::uint64_t free_bytes = 0;  // for this user: what is kept for root is not counted
  bool has_free_files = true;    // false: no inode is left for a new file
};

// Of the file system that `directory` lies on. [statvfs(3)]
Result<DiskSpace> disk_space(const std::string& directory);

// An error where less than `need_mb` (10^6 bytes; 0: anything will do) or no further file is free
// there: says how much is free, how much is needed, and where. Also an error when it cannot be
// asked, as when the folder is gone.
Status enough_disk_space(const std::string& directory, double need_mb);

}  // namespace mutation
