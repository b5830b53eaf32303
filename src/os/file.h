// Files: reading whole ones, writing whole ones durably, appending. Nothing here knows what is in
// them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

// The whole file. Works for /proc and /sys, whose files have no size. At most `limit` bytes: more
// is an error.
Result<std::string> read_file(const std::string& path, size_t limit = size_t{1} << 30);

// The last `most` bytes of a regular file, fewer when it has fewer.
Result<std::string> read_file_end(const std::string& path, size_t most);

// Temporary name in the same folder, fsync, rename, fsync of the folder: afterwards either the old
// or the new content is there, whole, whatever happens. [rename(2), fsync(2)]
Status write_file_durably(const std::string& path, std::string_view content, unsigned mode = 0644);

// The same of a content that comes in pieces, for each of which `pieces` calls what it is given.
// Its error leaves the file as it was.
using WritePieces = std::function<Status(const std::function<Status(std::string_view)>& write)>;
Status write_pieces_durably(const std::string& path, const WritePieces& pieces,
                            unsigned mode = 0644);

// write(2) until all is written; EINTR and short writes handled.
Status write_all(int fd, std::string_view content, const std::string& what_for_errors);

// O_APPEND|O_CREAT|O_CLOEXEC. These, and write_file_durably(), write through no link in the file's
// own place, and on the way there as folder.h says.
Result<UniqueFd> open_for_append(const std::string& path, unsigned mode = 0644);
// The same, and empties a file that is there.
Result<UniqueFd> open_anew(const std::string& path, unsigned mode = 0644);

// fsync of a directory, which makes names created in it durable.
Status sync_directory(const std::string& path);

// mkdir -p, each 0755 at most. Nothing wrong when it exists. Follows links as folder.h says.
Status make_directories(const std::string& path);

// A file mapped read-only; an empty file is an empty view. The file must not be truncated
// meanwhile.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::string_view text() const { return {data_, size_}; }
  // Lets go of the memory that the whole pages between these offsets take; they can still be read.
  // [madvise(2), MADV_DONTNEED]
  void release(size_t from, size_t to) const;

 private:
  MappedFile(const char* data, size_t size) : data_(data), size_(size) {}
  const char* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace mutation
