// What kind of file system a folder lies on, as far as a database on it must care.
#pragma once

#include <string>

namespace mutation {

// "nfs", "cifs", "fuse" …: its name when `path` lies on a network file system, or on one that may
// be (FUSE does not say); "" on a local one and where it cannot be told. [statfs(2)]
std::string network_file_system(const std::string& path);

// The same for a value of statfs::f_type.
std::string network_file_system_of_type(long type);

}  // namespace mutation
