#include "app/find_session.h"

#include <filesystem>

#include "app/places.h"
#include "record/session_list.h"
#include "record/session_lock.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

}  // namespace

Result<std::string> find_results(const Options& options) {
  if (!options.places.results.empty()) return options.places.results;
  Result<FoundPlaces> places = find_places(options.places);
  if (!places) return places.error();
  return places->results;
}

Result<std::string> find_session_folder(const Options& options) {
  if (!options.session.empty() && is_folder(options.session)) return options.session;
  const Result<std::string> results = find_results(options);
  if (!results) return results;
  if (options.session.empty()) return newest_session(*results);
  const fs::path named = fs::path(*results) / options.session;
  if (is_folder(named)) return named.string();
  return Error{"there is no session " + options.session + " in " + *results,
               "name a folder, or the results folder with --results DIR"};
}

Result<std::string> find_running_session(const Options& options) {
  if (!options.session.empty()) return find_session(options);
  const Result<std::string> results = find_results(options);
  if (!results) return results;
  for (const std::string& name : session_names(*results)) {
    if (has_writer(*results + "/" + name)) return *results + "/" + name;
  }
  return Error{"no session of " + *results + " runs",
               "name its folder, or the results folder with --results DIR"};
}

Result<std::string> find_session(const Options& options) {
  Result<std::string> folder = find_session_folder(options);
  if (!folder) return folder;
  std::error_code ignored;
  if (!fs::exists(fs::path(*folder) / "session.db", ignored)) {
    return Error{*folder + " is no session's folder: it has no session.db",
                 "name the folder of sessions with --results DIR"};
  }
  const fs::path absolute = fs::absolute(*folder, ignored).lexically_normal();
  return (absolute.has_filename() ? absolute : absolute.parent_path()).string();
}

}  // namespace mutation
