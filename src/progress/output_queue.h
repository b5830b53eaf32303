// An output that never holds its writer up. Whoever reads standard error may be slow, stopped
// (Ctrl-S, a pager) or gone, and a write to a full pipe waits for ever: so what is written is
// queued, and a thread of its own writes it. What does not fit is left out, and said so once there
// is room again.
#pragma once

#include <cstddef>
#include <memory>
#include <streambuf>
#include <string>
#include <thread>

#include "base/units.h"

namespace mutation {

// Used on one thread, as the buffer of an ostream. Each flush hands over one text, which is written
// as a whole or not at all; a text is left out while more than `most` bytes wait. An output that is
// gone (a closed pipe, a terminal that was hung up) is written to no more; one that is full (a
// disk) loses that text only.
class OutputQueue final : public std::streambuf {
 public:
  // What stands in place of so many lines that were left out, at least 1; with its line feed.
  using LeftOut = std::string (*)(std::size_t lines);

  // `fd` stays the caller's and must stay open for as long as the process lives: a write that hangs
  // is left behind.
  explicit OutputQueue(int fd, std::size_t most = std::size_t{1} << 18,
                       LeftOut left_out = lines_left_out);
  OutputQueue(const OutputQueue&) = delete;
  OutputQueue& operator=(const OutputQueue&) = delete;
  // Drains, for at most a second.
  ~OutputQueue() override;

  // Waits until all that was flushed is written or lost; false when it was not within that time.
  bool drain(Seconds at_most);

  static std::string lines_left_out(std::size_t lines);

 protected:
  int_type overflow(int_type character) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

 private:
  struct Waiting;
  struct Shared;
  static void write_what_comes(Shared& shared);

  std::shared_ptr<Shared> shared_;
  std::thread thread_;
  std::string text_;  // not flushed yet
};

}  // namespace mutation
