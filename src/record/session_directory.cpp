#include "record/session_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/text.h"
#include "os/file.h"
#include "os/folder.h"

namespace mutation {
namespace {

constexpr int kMostNames = 10000;
constexpr const char* kBackgroundLogs = "background_logs";

// A run's folder that was made before a crash could record its run: it holds nothing.
void remove_if_empty(const std::string& run_directory) {
  for (const char* name : {"energy", kBackgroundLogs}) {
    rmdir((run_directory + "/" + name).c_str());
  }
  rmdir(run_directory.c_str());
}

bool exists(const std::string& path) {
  return access(path.c_str(), F_OK) == 0;
}

// Moves what is there; nothing wrong when it is not.
Status move_into(const std::string& from_directory, const char* name, const std::string& to) {
  const std::string from = from_directory + "/" + name;
  const std::string target = to + "/" + name;
  // Once it was moved, what stands in its place is only the empty folder for the next attempt.
  const auto harmless = [](int error) {
    return error == ENOENT || error == ENOTEMPTY || error == EEXIST;
  };
  if (rename(from.c_str(), target.c_str()) != 0 && !harmless(errno)) {
    return errno_error("move " + from + " to " + target, errno);
  }
  return {};
}

}  // namespace

Result<std::string> make_exclusive_directory(const std::string& parent, const std::string& name) {
  const Result<UniqueFd> folder = open_folder(parent, MissingFolders::are_errors);
  if (!folder) return with_context("make folder " + parent + "/" + name, folder.error());
  for (int number = 1; number <= kMostNames; ++number) {
    const std::string taken = name + (number == 1 ? "" : "_" + std::to_string(number));
    const std::string path = parent + "/" + taken;
    if (mkdirat(folder->get(), taken.c_str(), 0755) == 0) return path;
    if (errno != EEXIST) {
      return errno_error("make folder " + path, errno,
                         "results are written there; choose a folder that you may write to with "
                         "--results");
    }
  }
  return Error{"make folder " + parent + "/" + name + ": too many of that name", {}};
}

Result<std::string> make_session_directory(const std::string& results_directory,
                                           const Instant& now) {
  std::error_code failure;
  const std::string results = std::filesystem::absolute(results_directory, failure).string();
  if (failure) return errno_error("find folder " + results_directory, failure.value());
  if (Status made = make_directories(results); !made) {
    if (!made.error().hint.empty()) return made.error();
    return Error{made.error().message,
                 "results are written there; choose a folder that you may write to with "
                 "--results"};
  }
  Result<std::string> session = make_exclusive_directory(
      std::filesystem::path(results).lexically_normal().string(), "run_" + compact_local(now.utc));
  if (!session) return session;
  if (Status synced = sync_directory(results); !synced) return synced.error();
  return session;
}

Status make_run_subdirectories(const std::string& run_directory, const PlannedRun& planned) {
  if (Status made = make_directories(run_directory + "/energy"); !made) return made;
  if (!planned.background) return {};
  return make_directories(run_directory + "/" + kBackgroundLogs);
}

Result<std::string> make_run_directory(const std::string& session_directory,
                                       const PlannedRun& planned) {
  remove_if_empty(session_directory + "/" + planned.experiment_id);
  Result<std::string> run = make_exclusive_directory(session_directory, planned.experiment_id);
  if (!run) return run;
  if (Status made = make_run_subdirectories(*run, planned); !made) return made.error();
  if (Status synced = sync_directory(session_directory); !synced) return synced.error();
  return run;
}

Status put_attempt_aside(const std::string& run_directory, int attempt) {
  const std::string aside = run_directory + "/attempts/" + std::to_string(attempt);
  const bool has_background = exists(run_directory + "/" + kBackgroundLogs);
  if (Status made = make_directories(aside); !made) return made;
  for (const char* name : {"training.log", "experiment.json", "energy", kBackgroundLogs}) {
    if (Status moved = move_into(run_directory, name, aside); !moved) return moved;
  }
  if (Status made = make_directories(run_directory + "/energy"); !made) return made;
  if (has_background) {
    if (Status made = make_directories(run_directory + "/" + kBackgroundLogs); !made) return made;
  }
  // Before the next attempt is known: else a loss of power could leave it this one's files.
  for (const std::string& folder : {aside, run_directory + "/attempts", run_directory}) {
    if (Status synced = sync_directory(folder); !synced) return synced;
  }
  return {};
}

bool is_submitted(const std::string& session) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(session + "/" + kSubmittedFile, ignored);
}

std::string name_of(const std::string& directory) {
  const std::filesystem::path path = std::filesystem::path(directory).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

}  // namespace mutation
