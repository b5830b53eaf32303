#include "dataset/import_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>

#include "dataset/content_id.h"
#include "dataset/earlier_names.h"
#include "dataset/fullness.h"
#include "dataset/import_summary.h"
#include "dataset/read_runs.h"
#include "dataset/run_to_import.h"
#include "dataset/session_runs.h"
#include "dataset/sources.h"
#include "os/file.h"
#include "record/hash.h"
#include "record/session_directory.h"
#include "record/session_list.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

// SHA-256 of the files that runs come from, each read once.
class FileHashes {
 public:
  Result<std::string> of(const std::string& path) {
    if (path == last_path_) return last_;
    if (std::error_code failure; fs::file_size(path, failure) == 0 && !failure)
      return sha256_hex({});
    const auto file = MappedFile::open(path);
    if (!file) return file.error();
    last_path_ = path;
    last_ = sha256_hex(file->text());
    return last_;
  }

 private:
  std::string last_path_;
  std::string last_;
};

// This program's own session needs no import, unless it cannot be read.
void pass_over(const std::string& session, ImportSummary& summary) {
  if (const auto runs = runs_in_store(session); runs)
    ++summary.own_sessions;
  else
    summary.errors.push_back(runs.error());
}

// Sessions, folders and files that the paths stand for, each once.
std::vector<Source> sources_of(const std::vector<std::string>& paths, ImportSummary& summary) {
  std::vector<Source> sources;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    const Result<Source> source = source_at(path);
    if (!source) {
      summary.errors.push_back(source.error());
      continue;
    }
    const bool results = source->kind == SourceKind::results;
    for (const Source& one : results ? sessions_in(source->path) : std::vector{*source}) {
      if (one.kind == SourceKind::session)
        pass_over(one.path, summary);
      else if (seen.insert(one.path).second)
        sources.push_back(one);
    }
  }
  // A session's records are fuller than a collection's rows of the same runs.
  std::ranges::stable_partition(
      sources, [](const Source& source) { return source.kind != SourceKind::csv; });
  return sources;
}

// By run_id how full the fullest record is that the results folder has.
using Fullest = std::map<std::string, int>;

void add(const std::string& name, int how_full, Fullest& fullest) {
  int& known = fullest.emplace(name, how_full).first->second;
  known = std::max(known, how_full);
}

// What an earlier version imported, by the names that it would have today.
Status add_names_today(const std::string& session, EarlierNames& names, Fullest& fullest) {
  const Result<RunsRead> read = read_session_runs(session, {});
  if (!read) return read.error();
  for (const RecordedRun& run : read->runs) {
    const std::string name = names.name_today(run);
    if (!name.empty()) add(name, fullness(run.kind, run.directory), fullest);
  }
  return {};
}

Status add_session(const std::string& session, EarlierNames& names, Fullest& fullest) {
  const auto runs = runs_in_store(session);
  if (!runs) return runs.error();
  bool earlier = false;
  for (const RunInStore& run : *runs) {
    add(run.run_id, fullness(run.kind, run.directory), fullest);
    earlier = earlier || (run.naming > 0 && run.naming != kNaming);
  }
  return earlier ? add_names_today(session, names, fullest) : Status();
}

struct Known {
  Fullest fullest;
  std::vector<Error> unread;  // sessions, and why they could not be read
};

Error may_be_doubled(const Error& why) {
  return {why.message,
          "runs that are in it may be imported once more: they count once wherever both can be "
          "read" +
              (why.hint.empty() ? "" : "; " + why.hint)};
}

Known known_in(const std::string& results_directory) {
  Known known;
  EarlierNames names;
  for (const Source& session : sessions_in(results_directory)) {
    if (session.kind == SourceKind::closed) {
      if (const auto why = why_closed(session.path)) known.unread.push_back(may_be_doubled(*why));
    } else if (session.kind == SourceKind::session) {
      if (Status added = add_session(session.path, names, known.fullest); !added)
        known.unread.push_back(may_be_doubled(added.error()));
    }
  }
  return known;
}

Result<std::string> session_name(const Source& source, FileHashes& hashes) {
  if (source.kind == SourceKind::python_session) return name_of(source.path);
  if (source.kind == SourceKind::run_folder)
    return name_of(fs::path(source.path).parent_path()) + "_" + name_of(source.path);
  const Result<std::string> hash = hashes.of(source.path);
  if (!hash) return hash;
  return fs::path(source.path).stem().string() + "_" + hash->substr(0, 8);
}

class Import {
 public:
  Import(std::string results, const Catalogue* catalogue, ImportMode mode, const Instant& now,
         Fullest there)
      : results_(std::move(results)),
        catalogue_(catalogue),
        mode_(mode),
        now_(now),
        there_(std::move(there)) {}

  Status take(const Source& source, ImportSummary& summary);
  const std::vector<RecordedRun>& runs() const { return runs_; }

 private:
  Result<std::string> write(const Source& source, const std::vector<RecordedRun>& runs);

  std::string results_;
  const Catalogue* catalogue_;
  ImportMode mode_;
  Instant now_;
  Fullest there_;
  FileHashes hashes_;
  std::vector<RecordedRun> runs_;  // imported
};

Result<std::string> Import::write(const Source& source, const std::vector<RecordedRun>& runs) {
  Result<std::string> name = session_name(source, hashes_);
  if (!name) return name;
  if (mode_ == ImportMode::only_tell) return results_ + "/" + kImportPrefix + *name;
  SessionToImport session{.name = *name, .source = source.path};
  for (const RecordedRun& run : runs) {
    const Result<std::string> hash = hashes_.of(run.source);
    if (!hash) return hash;
    const int index = static_cast<int>(session.runs.size()) + 1;
    session.runs.push_back(run_to_import(run, index, *hash));
  }
  return write_imported_session(results_, std::move(session), now_);
}

Status Import::take(const Source& source, ImportSummary& summary) {
  Result<RunsRead> read = read_runs(source.path, catalogue_, {.traces = true});
  if (!read) return read.error();
  ImportedSource taken{.source = source.path, .notes = std::move(read->notes)};
  std::vector<RecordedRun> left;
  for (RecordedRun& run : read->runs) {
    const auto known = there_.find(run.run_id);
    if (known != there_.end() && known->second >= fullness(run.kind, run.directory))
      ++taken.already_there;
    else
      left.push_back(std::move(run));
  }
  taken.runs = left.size();
  if (!left.empty()) {
    Result<std::string> directory = write(source, left);
    if (!directory) return directory.error();
    taken.directory = *directory;
  }
  for (const RecordedRun& run : left) there_[run.run_id] = fullness(run.kind, run.directory);
  summary.unreadable += read->unreadable;
  summary.sources.push_back(std::move(taken));
  std::ranges::move(left, std::back_inserter(runs_));
  return {};
}

}  // namespace

ImportSummary import_runs(const std::vector<std::string>& paths,
                          const std::string& results_directory, const Catalogue* catalogue,
                          ImportMode mode, const Instant& now) {
  Known known = known_in(results_directory);
  ImportSummary summary;
  Import import(results_directory, catalogue, mode, now, std::move(known.fullest));
  for (const Source& source : sources_of(paths, summary)) {
    const Status taken = import.take(source, summary);
    if (taken) continue;
    const bool named = taken.error().message.starts_with(source.path);
    summary.errors.push_back(named ? taken.error() : with_context(source.path, taken.error()));
  }
  for (Error& why : known.unread) {
    if (std::ranges::find(summary.errors, why.message, &Error::message) == summary.errors.end())
      summary.unread_sessions.push_back(std::move(why));
  }
  summarize_runs(import.runs(), summary);
  return summary;
}

}  // namespace mutation
