// A tree of files below a temporary folder, which goes with it.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace mutation {

class FileTree {
 public:
  FileTree() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "mutation-test-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  FileTree(const FileTree&) = delete;
  FileTree& operator=(const FileTree&) = delete;
  ~FileTree() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  const std::string& root() const { return root_; }
  std::string path(const std::string& below) const { return root_ + below; }

  // Paths begin with '/'. Rewrites in place, as the kernel's files change: who has it open sees it.
  void write(const std::string& below, const std::string& content) const {
    std::filesystem::create_directories(std::filesystem::path(path(below)).parent_path());
    std::ofstream(path(below)) << content;
  }
  void link(const std::string& below, const std::string& target) const {
    std::filesystem::create_directories(std::filesystem::path(path(below)).parent_path());
    std::filesystem::create_symlink(target, path(below));
  }

 private:
  std::string root_;
};

}  // namespace mutation
