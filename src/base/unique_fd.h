// The one owner of a file descriptor.
#pragma once

#include <utility>

namespace mutation {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { reset(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  // The caller owns the descriptor from now on.
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }
  // Closes what is held and takes `fd` (-1: nothing). close(2) errors are ignored: the descriptor
  // is gone in any case on Linux; whoever needs the data durable calls fsync first.
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

}  // namespace mutation
