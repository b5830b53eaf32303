#include "unit/record/io_counter.h"

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace mutation {
namespace {

IoCount count;
bool leave_out = false;

int counted_sync(long number, int fd) {
  ++count.syncs;
  return leave_out ? 0 : static_cast<int>(syscall(number, fd));
}

}  // namespace

IoCount io_count() {
  return count;
}

SyncsLeftOut::SyncsLeftOut() {
  leave_out = true;
}
SyncsLeftOut::~SyncsLeftOut() {
  leave_out = false;
}

}  // namespace mutation

extern "C" {

int fsync(int fd) {
  return mutation::counted_sync(SYS_fsync, fd);
}

int fdatasync(int fd) {
  return mutation::counted_sync(SYS_fdatasync, fd);
}

ssize_t write(int fd, const void* data, size_t size) {
  mutation::count.bytes += size;
  return syscall(SYS_write, fd, data, size);
}

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  mutation::count.bytes += size;
  return syscall(SYS_pwrite64, fd, data, size, offset);
}

}  // extern "C"
