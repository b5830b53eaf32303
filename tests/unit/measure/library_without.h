// A copy of the fake NVML that lacks symbols, as libraries of other ages do.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "unit/measure/tree.h"

namespace mutation {

// The path of a copy of FAKE_NVML in `tree` in which these symbols have another name.
inline std::string library_without(const FileTree& tree, const std::vector<std::string>& symbols) {
  std::ifstream original(FAKE_NVML, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(original), {});
  for (const std::string& symbol : symbols) {
    const std::string name = std::string(1, '\0') + symbol + std::string(1, '\0');
    for (size_t at = bytes.find(name); at != std::string::npos; at = bytes.find(name, at + 1))
      bytes[at + 1] = 'X';
  }
  std::ofstream(tree.path("/libnvidia-ml.so.1"), std::ios::binary) << bytes;
  return tree.path("/libnvidia-ml.so.1");
}

}  // namespace mutation
