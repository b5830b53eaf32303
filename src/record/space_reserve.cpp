#include "record/space_reserve.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "base/unique_fd.h"

namespace mutation {
namespace {

// The record of an attempt whose cooling and load took hours, several times over.
constexpr off_t kReserveBytes = off_t{4} << 20;

}  // namespace

SpaceReserve::SpaceReserve(const std::string& session_directory) {
  const std::string path = session_directory + "/" + kReserveName;
  const UniqueFd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!fd.valid()) return;
  path_ = path;
  if (posix_fallocate(fd.get(), 0, kReserveBytes) != 0) give_up();
}

SpaceReserve::SpaceReserve(SpaceReserve&& other) noexcept : path_(std::exchange(other.path_, {})) {}

SpaceReserve& SpaceReserve::operator=(SpaceReserve&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

SpaceReserve::~SpaceReserve() {
  give_up();
}

bool SpaceReserve::give_up() {
  const std::string path = std::exchange(path_, {});
  return !path.empty() && unlink(path.c_str()) == 0;
}

}  // namespace mutation
