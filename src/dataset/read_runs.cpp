#include "dataset/read_runs.h"

#include <fmt/format.h>

#include <iterator>
#include <unordered_map>
#include <utility>

#include "dataset/csv_runs.h"
#include "dataset/earlier_names.h"
#include "dataset/effective.h"
#include "dataset/fullness.h"
#include "dataset/python_runs.h"
#include "dataset/recorded_outcome.h"
#include "dataset/run_ids.h"
#include "dataset/session_runs.h"
#include "dataset/sources.h"
#include "record/session_list.h"

namespace mutation {
namespace {

// Runs by id, each once: its fullest record, in the place of the first.
class Collection {
 public:
  void add(RunsRead read, const std::string& from) {
    std::size_t known = 0;
    for (RecordedRun& run : read.runs) {
      const auto [place, is_new] = place_of(run);
      if (is_new) {
        all_.runs.push_back(std::move(run));
        continue;
      }
      ++known;
      RecordedRun& taken = all_.runs[place];
      if (fullness(run.kind, run.directory) > fullness(taken.kind, taken.directory))
        taken = std::move(run);
    }
    std::ranges::move(read.notes, std::back_inserter(all_.notes));
    all_.unreadable += read.unreadable;
    if (known > 0)
      all_.notes.push_back(
          fmt::format("{}: {} runs are among those read before and count once", from, known));
  }
  void note(const Error& error) {
    all_.notes.push_back(to_text(error));
    ++all_.unreadable;
  }
  RunsRead take() { return std::move(all_); }

 private:
  // Where the run is, by one of its names, or will be; and whether it is new.
  std::pair<std::size_t, bool> place_of(const RecordedRun& run) {
    const std::string today = earlier_names_.name_today(run);
    auto found = places_.find(run.run_id);
    if (found == places_.end() && !today.empty()) found = places_.find(today);
    const bool is_new = found == places_.end();
    const std::size_t place = is_new ? all_.runs.size() : found->second;
    places_.emplace(run.run_id, place);
    if (!today.empty()) places_.emplace(today, place);
    return {place, is_new};
  }

  RunsRead all_;
  std::unordered_map<std::string, std::size_t> places_;  // by each name of a run
  EarlierNames earlier_names_;
};

Result<RunsRead> read_one(const Source& source, const ReadRunsOptions& options) {
  switch (source.kind) {
    case SourceKind::session:
      return read_session_runs(source.path, options);
    case SourceKind::python_session:
      return read_python_session(source.path, options);
    case SourceKind::run_folder:
      return read_run_folder(source.path, options);
    case SourceKind::csv:
    case SourceKind::closed:
    case SourceKind::results:
      break;
  }
  return read_csv_runs(source.path);
}

Result<RunsRead> read_named(const Source& source, const Catalogue* catalogue,
                            const ReadRunsOptions& options) {
  Result<RunsRead> read = read_one(source, options);
  if (!read) return read;
  name_by_content(read->runs);
  for (RecordedRun& run : read->runs) {
    if (catalogue) fill_effective(*catalogue, run);
    fill_outcome(catalogue, run);
  }
  return read;
}

// Of a session that cannot be read a note tells; the others are read.
RunsRead read_results(const std::string& directory, const Catalogue* catalogue,
                      const ReadRunsOptions& options) {
  Collection all;
  for (const Source& session : sessions_in(directory)) {
    if (session.kind == SourceKind::closed) {
      if (const auto why = why_closed(session.path)) all.note(*why);
      continue;
    }
    Result<RunsRead> read = read_named(session, catalogue, options);
    if (read)
      all.add(std::move(*read), session.path);
    else
      all.note(with_context(session.path, read.error()));
  }
  return all.take();
}

}  // namespace

Result<RunsRead> read_runs(const std::string& path, const Catalogue* catalogue,
                           const ReadRunsOptions& options) {
  const Result<Source> source = source_at(path);
  if (!source) return source.error();
  if (source->kind == SourceKind::results) return read_results(source->path, catalogue, options);
  return read_named(*source, catalogue, options);
}

Result<RunsRead> read_all_runs(const std::vector<std::string>& paths, const Catalogue* catalogue,
                               const ReadRunsOptions& options) {
  Collection all;
  for (const std::string& path : paths) {
    Result<RunsRead> read = read_runs(path, catalogue, options);
    if (!read) return read.error();
    all.add(std::move(*read), path);
  }
  return all.take();
}

}  // namespace mutation
