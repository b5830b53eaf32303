#include "os/own_image.h"

#include <errno.h>
#include <fcntl.h>

namespace mutation {

Result<int> own_image() {
  static const int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno_error("open /proc/self/exe", errno > 0 ? errno : EIO);
  return fd;
}

}  // namespace mutation
