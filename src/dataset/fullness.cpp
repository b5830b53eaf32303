#include "dataset/fullness.h"

#include <filesystem>

namespace mutation {

int fullness(RecordKind kind, const std::string& directory) {
  std::error_code ignored;
  const bool traces =
      !directory.empty() && std::filesystem::is_directory(directory + "/energy", ignored);
  return (traces ? 2 : 0) + (kind == RecordKind::csv_row ? 0 : 1);
}

}  // namespace mutation
