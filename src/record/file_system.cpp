#include "record/file_system.h"

#include <sys/vfs.h>

#include <cstdint>

namespace mutation {
namespace {

struct KnownType {
  std::uint32_t magic;
  const char* name;
};

// Magic numbers of statfs(2) and of the file systems' own headers.
constexpr KnownType kNetworkTypes[] = {
    {0x6969, "nfs"},      {0x517B, "smb"},       {0xFF534D42, "cifs"}, {0xFE534D42, "smb2"},
    {0x65735546, "fuse"}, {0x5346414F, "afs"},   {0x00C36400, "ceph"}, {0x0BD00BD0, "lustre"},
    {0x47504653, "gpfs"}, {0x01021997, "9p"},    {0x73757245, "coda"}, {0x7461636F, "ocfs2"},
    {0x01161970, "gfs2"}, {0x19830326, "beegfs"}};

}  // namespace

std::string network_file_system_of_type(long type) {
  // The kernel's field is signed and wider than the numbers.
  const auto magic = static_cast<std::uint32_t>(type);
  for (const KnownType& known : kNetworkTypes) {
    if (known.magic == magic) return known.name;
  }
  return {};
}

std::string network_file_system(const std::string& path) {
  struct statfs status {};
  if (statfs(path.c_str(), &status) != 0) return {};
  return network_file_system_of_type(static_cast<long>(status.f_type));
}

}  // namespace mutation
