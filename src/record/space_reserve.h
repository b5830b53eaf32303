// Disk space that a session sets aside, so that what a run has measured can still be recorded when
// the disk has become full meanwhile, as by the training's own output.
#pragma once

#include <string>

namespace mutation {

inline constexpr const char* kReserveName = "reserve";

// A file of zeros in the session's folder. Where it cannot be made there is no reserve, which is no
// error: who has no room for it has none for a run, and that is checked elsewhere.
class SpaceReserve {
 public:
  SpaceReserve() = default;  // none
  explicit SpaceReserve(const std::string& session_directory);
  SpaceReserve(SpaceReserve&& other) noexcept;
  SpaceReserve& operator=(SpaceReserve&& other) noexcept;
  // Gives it up, too.
  ~SpaceReserve();

  // Removes the file. True when there was one: then writing is worth another try.
  bool give_up();

 private:
  std::string path_;  // "": there is none (any more)
};

// Writes; where that fails and the reserve could be given up for it, once more.
template <typename Write>
auto written_with(SpaceReserve& reserve, const Write& write) {
  auto written = write();
  return written || !reserve.give_up() ? written : write();
}

}  // namespace mutation
