// Paths of the kernel's files under a root that tests may move.
#pragma once

#include <string>

namespace mutation {

// under("/", "/proc/stat") is "/proc/stat"; under("/a/tree", "/proc/stat") lies in the tree.
// REQUIRES: `path` begins with '/'.
inline std::string under(const std::string& root, const std::string& path) {
  return root == "/" ? path : root + path;
}

}  // namespace mutation
