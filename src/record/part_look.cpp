#include "record/part_look.h"

#include <errno.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <tuple>

#include "record/part_reader.h"

namespace mutation {
namespace {

// A file that was changed so short a time ago may change again without its time of change telling,
// and the clock that made that time may not be ours.
constexpr std::chrono::seconds kNotSettled{10};

// The time of change of a store that has to be read again in any case.
constexpr std::int64_t kUnknownTime = 0;

constexpr int kMostReadings = 50;

// Run, outcome and end of those that have ended.
using EndedRuns = std::set<std::tuple<std::string, std::string, std::string>>;

EndedRuns ended_runs(const std::vector<Row>& rows) {
  EndedRuns runs;
  for (const Row& row : rows) runs.emplace(text_of(row[0]), text_of(row[1]), text_of(row[2]));
  return runs;
}

Result<EndedRuns> collected_runs(Database& whole, const SessionPartSource& part) {
  const std::string block = std::filesystem::path(part.directory).parent_path().string() + "/";
  std::string behind = block;
  ++behind.back();  // the least text that is greater than all that begin with the folder's name
  const auto rows = whole.query(
      "SELECT run_id, ifnull(outcome, ''), ifnull(end, '') FROM run"
      " WHERE directory >= ? AND directory < ?",
      {block, behind});
  if (!rows) return rows.error();
  return ended_runs(*rows);
}

}  // namespace

Result<Row> look_at_part(const SessionPartSource& part, const std::string& directory, UtcTime now) {
  const std::string path = directory + "/session.db";
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return errno_error("look at " + path, errno);
  struct stat log {};
  const bool has_log = stat((path + "-wal").c_str(), &log) == 0 && log.st_size > 0;
  const auto changed = std::chrono::seconds(status.st_mtim.tv_sec) +
                       std::chrono::nanoseconds(status.st_mtim.tv_nsec);
  const bool settled = !has_log && std::chrono::abs(now.time_since_epoch() - changed) > kNotSettled;
  return Row{std::int64_t{part.block}, std::int64_t{part.claim}, std::int64_t{status.st_size},
             settled ? std::int64_t{changed.count()} : kUnknownTime};
}

bool is_as_collected(const Row& collected, const Row& look) {
  return whole_of(look[3]) != kUnknownTime &&
         std::equal(look.begin(), look.end(), collected.begin());
}

void take_for_changing(Row& look) {
  look[3] = kUnknownTime;
}

Result<std::map<int, Row>> collected_parts(Database& whole) {
  const auto rows =
      whole.query("SELECT block, claim, size, mtime_ns, added_unfinished FROM collected");
  if (!rows) return rows.error();
  std::map<int, Row> parts;
  for (const Row& row : *rows) parts[static_cast<int>(whole_of(row[0]))] = row;
  return parts;
}

Result<bool> differs_from_collected(Database& whole, const SessionPartSource& part,
                                    const Row* collected, const std::string& session, UtcTime now) {
  const std::string directory = session + "/" + part.directory;
  const Result<Row> look = look_at_part(part, directory, now);
  if (!look) return look.error();
  if (collected && is_as_collected(*collected, *look)) return false;
  const Result<EndedRuns> here = collected_runs(whole, part);
  if (!here) return here.error();
  for (int i = 0; i < kMostReadings; ++i) {
    Result<PartReader> reader = PartReader::open(directory);
    if (!reader) return reader.error();
    const Result<bool> begun = reader->has_begun();
    const auto there = reader->ended_in_short();
    if (!reader->undisturbed()) continue;
    if (!begun) return begun.error();
    if (!there) return there.error();
    return *begun && ended_runs(*there) != *here;
  }
  return Error{directory + "/session.db changed each time that it was read", "try again"};
}

}  // namespace mutation
