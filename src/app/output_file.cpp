#include "app/output_file.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "os/file.h"

namespace mutation {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 18;

}  // namespace

Result<OutputFile> OutputFile::open(const std::string& path) {
  if (path.empty()) return OutputFile({}, UniqueFd());
  Result<UniqueFd> file = open_anew(path + ".part");
  if (!file) return file.error();
  return OutputFile(path, std::move(*file));
}

OutputFile::~OutputFile() {
  if (!file_.valid()) return;
  std::error_code ignored;
  std::filesystem::remove(unfinished(), ignored);
}

Status OutputFile::write(std::string_view text) {
  text_ += text;
  return text_.size() < kPiece ? Status{} : flush();
}

Status OutputFile::flush() {
  const bool standard = path_.empty();
  Status written = write_all(standard ? STDOUT_FILENO : file_.get(), text_,
                             standard ? "standard output" : unfinished());
  text_.clear();
  return written;
}

Status OutputFile::finish() {
  if (Status flushed = flush(); !flushed) return flushed;
  if (path_.empty()) return {};
  if (fsync(file_.get()) != 0) return errno_error("sync " + unfinished(), errno);
  std::error_code failure;
  std::filesystem::rename(unfinished(), path_, failure);
  if (failure) return Error{"rename " + unfinished() + ": " + failure.message(), {}};
  file_.reset();
  return {};
}

}  // namespace mutation
