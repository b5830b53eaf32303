// `mutation report`: sessions as one HTML file.
#include <fmt/format.h>

#include <algorithm>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/find_session.h"
#include "app/messages.h"
#include "app/other_calibrations.h"
#include "app/output_file.h"
#include "app/uncollected.h"
#include "app/version.h"
#include "dataset/sources.h"
#include "report/report_file.h"

namespace mutation {
namespace {

// How often a session that its writer changes meanwhile is read anew.
constexpr int kMostReadings = 20;

// Prints what is wrong with each name; none then.
std::optional<std::vector<std::string>> named_sessions(const Options& options) {
  std::vector<std::string> folders;
  bool all_there = true;
  std::vector<std::string> names = options.report.sessions;
  if (names.empty()) names.emplace_back();  // the newest
  for (const std::string& name : names) {
    Options one = options;
    one.session = name;
    const Result<std::string> folder = find_session(one);
    if (!folder) {
      print_error(folder.error());
      all_there = false;
    } else if (std::ranges::find(folders, *folder) == folders.end()) {
      folders.push_back(*folder);
    }
  }
  if (!all_there) return std::nullopt;
  return folders;
}

// Sessions without a store are passed over, and told of.
std::optional<std::vector<std::string>> all_sessions(const Options& options) {
  const Result<std::string> results = find_results(options);
  if (!results) {
    print_error(results.error());
    return std::nullopt;
  }
  std::vector<std::string> folders;
  for (const Source& source : sessions_in(*results)) {
    if (source.kind == SourceKind::session) {
      folders.push_back(source.path);
      continue;
    }
    print_error({source.path + " is left out: it has no session.db",
                 "`mutation import` takes such a session over"});
  }
  if (folders.empty()) {
    print_error(
        {"there is no session in " + *results, "name the folder of sessions with --results DIR"});
    return std::nullopt;
  }
  return folders;
}

Result<std::string> output_path(const Options& options, const std::vector<std::string>& sessions) {
  if (!options.report.output.empty()) return options.report.output;
  if (sessions.size() == 1 && !options.report.all) return sessions.front() + "/report.html";
  const Result<std::string> results = find_results(options);
  if (!results) return results.error();
  return *results + "/report.html";
}

Result<ReportWritten> write_once(const ReportContent& content, const std::string& path) {
  Result<OutputFile> file = OutputFile::open(path);
  if (!file) return file.error();
  Result<ReportWritten> written =
      write_report(content, [&](std::string_view text) { return file->write(text); });
  if (!written || written->unread || !written->undisturbed) return written;
  if (Status finished = file->finish(); !finished) return finished.error();
  return written;
}

// Takes a session that cannot be read out of what is written, and tells of it.
void leave_out(const UnreadSession& unread, ReportContent& content) {
  const std::string what = unread.directory + " is left out, for it cannot be read";
  print_error({what + ": " + unread.why.message, unread.why.hint});
  content.overview.notes.push_back(what + ": " + unread.why.message);
  std::erase(content.directories, unread.directory);
}

// `all`: whatever sessions there are, so that one that cannot be read does not keep the others.
Result<ReportWritten> write_file(ReportContent& content, const std::string& path, bool all) {
  for (int reading = 0; reading < kMostReadings;) {
    Result<ReportWritten> written = write_once(content, path);
    if (!written) return written;
    if (written->unread) {
      const UnreadSession unread = *written->unread;
      if (!all) return with_context("read " + unread.directory, unread.why);
      leave_out(unread, content);
      if (content.directories.empty()) return Error{"none of the sessions can be read", {}};
      continue;
    }
    if (written->undisturbed) return written;
    ++reading;
  }
  return Error{"the session changed each time that it was read", "try again in a while"};
}

}  // namespace

int do_report(const Options& options) {
  const auto sessions = options.report.all ? all_sessions(options) : named_sessions(options);
  if (!sessions) return kExitUsage;
  const std::map<std::string, std::string> notes = uncollected_notes(*sessions);
  tell_uncollected(notes);
  const Result<std::string> path = output_path(options, *sessions);
  if (!path) {
    print_error(path.error());
    return kExitUsage;
  }
  ReportContent content{.directories = *sessions,
                        .overview = {.program_version = kVersion,
                                     .made_at = SystemClock().now().utc,
                                     .live = false,
                                     .calibrations = OtherCalibrations(options).besides(*sessions),
                                     .session_notes = notes},
                        .logs = !options.report.without_logs};
  const Result<ReportWritten> written = write_file(content, *path, options.report.all);
  if (!written) {
    print_error(with_context("write the report " + *path, written.error()));
    return kExitNotAll;
  }
  if (written->without_page > 0)
    print_error({fmt::format("{} of {} runs have no page of their own: the file would be too large "
                             "to be mailed",
                             written->without_page, written->runs),
                 "report fewer sessions at a time, or look at them with `mutation serve`"});
  fmt::print("{}\n", *path);
  return kExitSuccess;
}

}  // namespace mutation
