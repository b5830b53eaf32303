// A file that always holds the newest text as a whole: written under a temporary name and renamed,
// by a thread of its own, so that a disk or network that hangs holds nobody up.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/result.h"
#include "base/units.h"

namespace mutation {

class LatestFile {
 public:
  // An error where no file can be made in its folder. The file itself is not touched yet.
  static Result<std::unique_ptr<LatestFile>> open(const std::string& path);
  LatestFile(const LatestFile&) = delete;
  LatestFile& operator=(const LatestFile&) = delete;
  // Waits a second at most for the last text to be written.
  ~LatestFile();

  // Takes the place of a text that is not written yet. Not synced: it is of the moment.
  void write(std::string text);
  // Waits for the newest text to be written, at most so long. An error where that fails or is not
  // done by then.
  std::optional<Error> settled_error(Seconds at_most) const;

 private:
  struct Shared;
  explicit LatestFile(std::shared_ptr<Shared> shared);
  static void write_what_comes(Shared& shared);

  std::shared_ptr<Shared> shared_;
  std::thread thread_;
};

}  // namespace mutation
