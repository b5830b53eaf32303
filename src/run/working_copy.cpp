#include "run/working_copy.h"

#include <errno.h>
#include <fmt/format.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/text.h"
#include "os/command.h"
#include "os/copy_folder.h"
#include "os/file.h"

namespace mutation {
namespace {

constexpr Seconds kGitPatience{5};
constexpr Seconds kWorthTelling{1};
constexpr double kMega = 1e6;

std::string folder_in_session(const std::string& run_directory, const char* folder) {
  return (std::filesystem::path(run_directory).parent_path() / folder).string();
}

// What git says on its standard output; none where it says nothing.
std::optional<std::string> git(const std::string& directory, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"git", "-C", directory});
  const Result<CommandResult> run = run_command(arguments, {.time_limit = kGitPatience});
  if (!run || run->end.code != 0) return std::nullopt;
  return std::string(trimmed(run->output));
}

void note_commit(CopyRecord& copy) {
  const auto commit = git(copy.from, {"rev-parse", "HEAD"});
  if (!commit) return;
  copy.git_commit = *commit;
  if (const auto changes = git(copy.from, {"status", "--porcelain", "--", "."})) {
    copy.git_dirty = !changes->empty();
  }
}

CopyRecord make_copy(RunLoop& loop, const PlannedTraining& training, const std::string& tree,
                     const std::string& to) {
  CopyRecord record{.tree = tree, .from = training.directory, .to = to};
  const Instant start = loop.now();
  note_commit(record);
  const Status parent = make_directories(std::filesystem::path(to).parent_path());
  const auto made = parent ? copy_folder({.from = record.from,
                                          .to = to,
                                          .linked = training.copy_rules.linked,
                                          .left_out = training.copy_rules.left_out,
                                          .go_on =
                                              [&loop] {
                                                (void)loop.turn({}, Seconds(0));
                                                return !loop.stop_requested();
                                              }})
                           : Result<FolderCopy>(parent.error());
  record.took = elapsed(start, loop.now());
  if (!made) {
    record.error = to_text(with_context("copy the repo's folder", made.error()));
    return record;
  }
  record.files = made->files;
  record.bytes = made->bytes;
  record.shared_bytes = made->shared_bytes;
  if (record.took >= kWorthTelling) {
    loop.tell(
        Notice{Severity::info,
               fmt::format("{} was copied for the {}: {:.0f} MB in {}", record.from, tree,
                           static_cast<double>(record.bytes) / kMega, human_duration(record.took)),
               ""});
  }
  return record;
}

}  // namespace

std::vector<CopyRecord> make_working_copies(RunLoop& loop, const std::string& run_directory,
                                            int attempt, PlannedRun& planned) {
  std::vector<CopyRecord> copies;
  const int shown = std::exchange(loop.live().index, 0);  // no phase of the run goes on
  const std::string stem =
      fmt::format("{}/{}_{}_", folder_in_session(run_directory, kWorkFolder),
                  std::filesystem::path(run_directory).filename().string(), attempt);
  const auto make = [&](PlannedTraining& training, const std::string& tree) {
    if (!training.copy_directory || !copy_error(copies).empty() || loop.stop_requested()) return;
    copies.push_back(make_copy(loop, training, tree, stem + tree));
    training.directory = copies.back().to;
  };
  make(planned.foreground, "foreground");
  if (planned.background) make(*planned.background, "background");
  if (!copy_error(copies).empty() || loop.stop_requested()) remove_working_copies(loop, copies);
  loop.live().index = shown;
  return copies;
}

std::string copy_error(const std::vector<CopyRecord>& copies) {
  return copies.empty() ? "" : copies.back().error;
}

void keep_working_copies(RunLoop& loop, const std::string& run_directory,
                         std::vector<CopyRecord>& copies) {
  const std::string folder = folder_in_session(run_directory, kKeptFolder);
  for (CopyRecord& copy : copies) {
    if (!copy.error.empty()) continue;
    const std::string kept = folder + "/" + std::filesystem::path(copy.to).filename().string();
    Status moved = make_directories(folder);
    if (moved && rename(copy.to.c_str(), kept.c_str()) != 0) {
      moved = errno_error("move " + copy.to + " to " + kept, errno);
    }
    copy.kept = moved ? kept : copy.to;
    if (!moved) loop.tell(Notice{Severity::warning, to_text(moved.error()), ""});
  }
}

void remove_working_copies(RunLoop& loop, const std::vector<CopyRecord>& copies) {
  for (const CopyRecord& copy : copies) {
    if (!copy.kept.empty()) continue;
    if (Status removed = copy.error.empty() ? remove_folder(copy.to) : Status{}; !removed) {
      loop.tell(Notice{Severity::warning, to_text(removed.error()), "remove it yourself"});
    }
    // The last one takes the folder with it.
    rmdir(std::filesystem::path(copy.to).parent_path().c_str());
  }
}

}  // namespace mutation
