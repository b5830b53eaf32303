#include "dataset/sources.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "record/experiment_reader.h"
#include "record/session_list.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

bool has_file(const fs::path& folder, const char* name) {
  std::error_code ignored;
  return fs::is_regular_file(folder / name, ignored);
}

bool is_run_folder(const fs::path& folder) {
  std::error_code ignored;
  return has_file(folder, "experiment.json") ||
         (has_file(folder, "training.log") && fs::is_directory(folder / "energy", ignored));
}

bool holds_runs(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.is_directory(ignored) && is_run_folder(entry.path())) return true;
  }
  return has_file(folder, "summary.csv");
}

// A session's folder is one by itself; its run's folders are not looked for sessions.
std::optional<Source> session_at(const fs::path& folder) {
  const bool has_store = has_file(folder, "session.db");
  if (has_store && !has_empty_store(folder)) return Source{SourceKind::session, folder};
  if (holds_runs(folder)) return Source{SourceKind::python_session, folder};
  return has_store ? std::optional(Source{SourceKind::session, folder}) : std::nullopt;
}

// As deep as results/old/2025/run_B: nobody means to have a whole disk searched.
constexpr int kSessionDepth = 3;
// Each ext4 has it at its top, and root alone may look into it.
constexpr const char* kRootsOwn = "lost+found";

// Links lead no deeper: they may lead back.
void add_sessions(const fs::path& folder, int depth, std::vector<Source>& sessions) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.') || name == kRootsOwn) continue;
    if (why_closed(entry.path().string())) {
      sessions.push_back({SourceKind::closed, entry.path()});
      continue;
    }
    if (!entry.is_directory(ignored)) continue;
    if (auto session = session_at(entry.path()))
      sessions.push_back(*session);
    else if (depth > 1 && !entry.is_symlink(ignored) && !is_run_folder(entry.path()))
      add_sessions(entry.path(), depth - 1, sessions);
  }
}

Error no_runs_in(const fs::path& folder) {
  return {"there are no recorded runs in " + folder.string(),
          "name a results folder, a session's folder, an experiment.json or a CSV file"};
}

Result<Source> folder_at(const fs::path& folder) {
  if (auto session = session_at(folder)) return *session;
  if (is_run_folder(folder)) return Source{SourceKind::run_folder, folder};
  if (auto closed = why_closed(folder)) return *closed;
  if (!sessions_in(folder).empty()) return Source{SourceKind::results, folder};
  return no_runs_in(folder);
}

}  // namespace

Result<Source> source_at(const std::string& path) {
  std::error_code failure;
  fs::path absolute = fs::absolute(path, failure).lexically_normal();
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  if (failure || !fs::exists(absolute, failure)) {
    if (auto closed = why_closed(absolute)) return *closed;
    return Error{"there is nothing at " + path, "name a file or a folder of recorded runs"};
  }
  if (fs::is_directory(absolute, failure)) return folder_at(absolute);
  const fs::path name = absolute.filename();
  if (name == "mutation.db") {
    // An index holds nothing without the sessions that it lies beside.
    if (sessions_in(absolute.parent_path()).empty()) return no_runs_in(absolute.parent_path());
    return Source{SourceKind::results, absolute.parent_path()};
  }
  if (name == "session.db") return *session_at(absolute.parent_path());
  if (name == "experiment.json") return Source{SourceKind::run_folder, absolute.parent_path()};
  return Source{SourceKind::csv, absolute};
}

std::vector<Source> sessions_in(const std::string& results_directory) {
  std::vector<Source> sessions;
  add_sessions(results_directory, kSessionDepth, sessions);
  std::ranges::sort(sessions, {}, &Source::path);
  return sessions;
}

}  // namespace mutation
