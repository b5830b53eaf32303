#include "app/places.h"

#include <filesystem>
#include <vector>

#include "app/version.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCatalogue = "config/models_config.json";

std::string absolute_path(const fs::path& path) {
  std::error_code failure;
  const fs::path absolute = fs::absolute(path, failure);
  const std::string text = (failure ? path : absolute).lexically_normal().string();
  return text.size() > 1 && text.back() == '/' ? text.substr(0, text.size() - 1) : text;
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

}  // namespace

Result<FoundPlaces> find_places(const Places& asked) {
  FoundPlaces found;
  found.catalogue = asked.catalogue;
  const std::vector<fs::path> candidates = {kCatalogue, fs::path(kSourceTree) / kCatalogue,
                                            fs::path(kInstalledData) / kCatalogue};
  for (const fs::path& candidate : candidates) {
    if (found.catalogue.empty() && is_there(candidate)) found.catalogue = candidate.string();
  }
  if (found.catalogue.empty()) {
    return Error{"no catalogue: there is no config/models_config.json here",
                 "name one with --config FILE"};
  }
  const fs::path folder = fs::path(absolute_path(found.catalogue)).parent_path();
  const fs::path root = folder.filename() == "config" ? folder.parent_path() : folder;
  found.root = absolute_path(asked.root.empty() ? root : fs::path(asked.root));
  found.results = absolute_path(asked.results.empty() ? fs::path(found.root) / "results"
                                                      : fs::path(asked.results));
  return found;
}

std::string find_settings_file(const std::string& named, const std::string& root) {
  const fs::path below_root = fs::path(root) / named;
  return !is_there(named) && is_there(below_root) ? below_root.string() : named;
}

}  // namespace mutation
