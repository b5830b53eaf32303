#include "os/sealed_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"

namespace mutation {
namespace {

constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

}  // namespace

Result<UniqueFd> make_sealed_memory(const char* name, std::string_view bytes) {
  UniqueFd fd(memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd.valid()) return errno_error("make a memory file", errno);
  if (Status written = write_all(fd.get(), bytes, "a memory file"); !written) {
    return written.error();
  }
  if (fcntl(fd.get(), F_ADD_SEALS, kSeals) != 0) return errno_error("seal a memory file", errno);
  return fd;
}

Result<std::string> read_sealed_memory(int fd, size_t limit) {
  const int seals = fcntl(fd, F_GET_SEALS);
  if (seals < 0) return errno_error("read the seals of a memory file", errno);
  if ((seals & kSeals) != kSeals) return Error{"a memory file is not sealed", {}};
  struct stat status {};
  if (fstat(fd, &status) != 0) return errno_error("stat a memory file", errno);
  const auto size = static_cast<size_t>(status.st_size);
  if (size > limit) return Error{"a memory file is too large", {}};
  std::string bytes(size, '\0');
  size_t done = 0;
  while (done < size) {
    const ssize_t got = pread(fd, bytes.data() + done, size - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return errno_error("read a memory file", got < 0 ? errno : EIO);
    done += static_cast<size_t>(got);
  }
  return bytes;
}

}  // namespace mutation
