#include "app/uncollected.h"

#include <fmt/format.h>

#include <set>

#include "app/messages.h"
#include "base/clock.h"
#include "cluster/uncollected.h"
#include "dataset/sources.h"
#include "record/session_directory.h"

namespace mutation {
namespace {

std::set<std::string> submitted_sessions(const std::vector<std::string>& sources) {
  std::set<std::string> submitted;
  const auto add = [&](const Source& source) {
    if (source.kind == SourceKind::session && is_submitted(source.path))
      submitted.insert(source.path);
  };
  for (const std::string& path : sources) {
    const Result<Source> source = source_at(path);
    if (!source) continue;  // who reads it says so
    add(*source);
    if (source->kind != SourceKind::results) continue;
    for (const Source& session : sessions_in(source->path)) add(session);
  }
  return submitted;
}

}  // namespace

std::map<std::string, std::string> uncollected_notes(const std::vector<std::string>& sources) {
  std::map<std::string, std::string> notes;
  for (const std::string& session : submitted_sessions(sources)) {
    const Result<std::size_t> blocks = uncollected_blocks(session, SystemClock().now().utc);
    if (!blocks) {
      print_error(with_context("look for what is not collected of " + session, blocks.error()));
    } else if (*blocks > 0) {
      notes[session] = fmt::format(
          "{} recorded runs that are not collected: `mutation collect {}` takes them",
          *blocks == 1 ? "1 block has" : fmt::format("{} blocks have", *blocks), session);
    }
  }
  return notes;
}

void tell_uncollected(const std::map<std::string, std::string>& notes) {
  for (const auto& [session, note] : notes)
    print_line(stderr, "mutation: " + name_of(session) + ": " + note);
}

}  // namespace mutation
