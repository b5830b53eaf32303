#include "app/find_session.h"

#include <algorithm>
#include <filesystem>

#include "app/batch_submission.h"
#include "app/places.h"
#include "app/recorded_status.h"
#include "base/text.h"
#include "cluster/submitted_session.h"
#include "record/session_directory.h"
#include "record/session_list.h"
#include "record/session_lock.h"
#include "slurm/client.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

std::string absolute_path(const std::string& folder) {
  std::error_code ignored;
  const fs::path absolute = fs::absolute(folder, ignored).lexically_normal();
  return (absolute.has_filename() ? absolute : absolute.parent_path()).string();
}

bool is_in_queue(const std::string& session, const std::vector<std::string>& names) {
  const Result<SubmittedSession> submitted = read_submitted_session(session);
  if (!submitted) return false;  // its folder can still be named, and the error is told then
  return std::ranges::any_of(submitted->submissions, [&](const BatchSubmission& one) {
    return std::ranges::binary_search(names, job_name(session, *submitted, one.number));
  });
}

// The newest of these that Slurm has a task of, queued or running; "" for none.
Result<std::string> newest_in_queue(const std::vector<std::string>& sessions) {
  const auto names = SlurmClient({}).own_names();
  if (!names) {
    return with_context("no session runs here, and of submitted ones it is not known",
                        names.error());
  }
  const auto found = std::find_if(sessions.rbegin(), sessions.rend(),
                                  [&](const std::string& one) { return is_in_queue(one, *names); });
  return found == sessions.rend() ? std::string() : *found;
}

bool has_bytes(const std::string& file) {
  std::error_code failure;
  return fs::file_size(file, failure) > 0 && !failure;
}

std::string import_hint(const std::string& session) {
  return "`mutation import " + shell_quoted(session) +
         "` takes over what its runs' experiment.json say";
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
  std::vector<std::string> submitted;  // oldest first
  for (const std::string& name : session_names(*results)) {
    const std::string session = *results + "/" + name;
    if (is_submitted(session))
      submitted.push_back(session);
    else if (has_writer(session))
      return absolute_path(session);
  }
  if (!submitted.empty()) {
    const Result<std::string> found = newest_in_queue(submitted);
    if (!found) return found.error();
    if (!found->empty()) return absolute_path(*found);
  }
  return Error{"no session of " + *results + " runs" +
                   (submitted.empty() ? "" : ", and Slurm has no task of a submitted one"),
               "name its folder, or the results folder with --results DIR"};
}

std::optional<Error> why_nothing_in_store(const std::string& session) {
  // Whoever begins it is about to fill it.
  if (!has_empty_store(session) || has_writer(session)) return std::nullopt;
  const std::string anew = has_bytes(session + "/settings.json")
                               ? "run its settings anew: " + session + "/settings.json"
                               : "";
  if (has_recorded_runs(session)) {
    return Error{session + "/session.db is empty: what the session had done is not in it",
                 import_hint(session) + (anew.empty() ? "" : "; or " + anew)};
  }
  if (has_bytes(session + "/events.jsonl"))
    return Error{session + "/session.db is empty: what the session had done is not in it", anew};
  return Error{"the session " + session + " had not begun: its session.db is empty", anew};
}

Result<std::string> find_session(const Options& options) {
  Result<std::string> folder = find_session_folder(options);
  if (!folder) return folder;
  if (const auto closed = why_closed(*folder)) return *closed;
  std::error_code ignored;
  if (!fs::exists(fs::path(*folder) / "session.db", ignored)) {
    return Error{*folder + " is no session's folder: it has no session.db",
                 has_recorded_runs(*folder) ? import_hint(*folder)
                                            : "name the folder of sessions with --results DIR"};
  }
  const std::string absolute = absolute_path(*folder);
  if (const auto nothing = why_nothing_in_store(absolute)) return *nothing;
  return absolute;
}

}  // namespace mutation
