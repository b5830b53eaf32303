#include "record/merge_session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <optional>

#include "record/file_system.h"
#include "record/merged_runs.h"
#include "record/part_look.h"
#include "record/part_reader.h"
#include "record/schema.h"
#include "record/session_index.h"
#include "record/session_lock.h"
#include "record/session_writes.h"
#include "record/summary_file.h"
#include "record/utc_text.h"

namespace mutation {
namespace {

// How often a part whose writer is at work is read anew until it did not change meanwhile.
constexpr int kMostReadings = 50;

Error changes_all_the_time(const std::string& path) {
  return {fmt::format("{}/session.db changed each of the {} times that it was read", path,
                      kMostReadings),
          "what it records is safe: collect again when its task is not in the midst of writing"};
}

// When the last of its runs ended, on the session's own clocks.
std::optional<Instant> end_of(const Row& row) {
  const auto start = utc_of(text_of(row[0]));
  const auto end = is_null(row[3]) ? std::nullopt : utc_of(text_of(row[3]));
  if (!start || !end) return std::nullopt;
  const auto took = *end - *start;
  return Instant{MonotonicTime(std::chrono::nanoseconds(whole_of(row[1])) + took),
                 BootTime(std::chrono::nanoseconds(whole_of(row[2])) + took), *end};
}

}  // namespace

Result<SessionMerger> SessionMerger::open(const std::string& directory) {
  Result<UniqueFd> lock = lock_session(directory);
  if (!lock) return lock.error();
  const Journal journal =
      network_file_system(directory).empty() ? Journal::write_ahead : Journal::rollback_exclusive;
  Result<Database> store = Database::open(directory + "/session.db", journal, session_migrations());
  if (!store) return store.error();
  // What is copied refers to rows that are copied with it; to look each of them up in the table of
  // runs, whose rows are long, takes longer than all the rest.
  if (const auto off = store->query("PRAGMA foreign_keys = OFF"); !off) return off.error();
  SessionMerger merger(directory, std::move(*lock), std::move(*store));
  if (Status read = merger.read_collected(); !read) return read.error();
  return merger;
}

Status SessionMerger::read_collected() {
  auto rows = collected_parts(store_);
  if (!rows) return rows.error();
  collected_ = std::move(*rows);
  return {};
}

Result<MergedPart> SessionMerger::merge(const SessionPartSource& part, UtcTime now) {
  for (int i = 0; i < kMostReadings; ++i) {
    bool disturbed = false;
    Result<MergedPart> merged = merge_read(part, now, disturbed);
    if (!disturbed) return merged;
  }
  return changes_all_the_time(directory_ + "/" + part.directory);
}

// `disturbed`: nothing was written, and whatever else it gives is worth nothing.
Result<MergedPart> SessionMerger::merge_read(const SessionPartSource& part, UtcTime now,
                                             bool& disturbed) {
  const std::string path = directory_ + "/" + part.directory;
  // Looked at before it is read: what changes meanwhile is read again the next time.
  Result<Row> collected = look_at_part(part, path, now);
  if (!collected) return collected.error();
  const auto known = collected_.find(part.block);
  if (known != collected_.end() && is_as_collected(known->second, *collected)) return MergedPart{};
  Result<PartReader> reader = PartReader::open(path);
  if (!reader) return reader.error();
  const Result<bool> begun = reader->has_begun();
  if (begun && !*begun && reader->undisturbed()) return MergedPart{.begun = false};
  Result<MergedRuns> runs = RunMerging(store_, *reader, part.directory).merged();
  const Result<int> left = reader->added_unfinished();
  disturbed = !reader->undisturbed();
  if (disturbed) return MergedPart{};
  if (!runs) return runs.error();
  if (!left) return left.error();
  // When the change is made, the file may look as it does now.
  if (reader->without_half_written()) take_for_changing(*collected);
  collected->emplace_back(std::int64_t{*left});
  const bool looked_the_same = known != collected_.end() && known->second == *collected;
  if (!runs->writes.empty()) runs->writes.push_back({"UPDATE session SET summary_due = 1", {}});
  if (!runs->writes.empty() || !looked_the_same) {
    runs->writes.push_back({"INSERT OR REPLACE INTO collected VALUES (?, ?, ?, ?, ?)", *collected});
    if (Status written = store_.commit(runs->writes); !written) return written.error();
    collected_[part.block] = *collected;
  }
  return MergedPart{.read = true, .taken = runs->taken, .dropped = runs->dropped};
}

Result<SessionMerger::Settled> SessionMerger::settle_end() {
  const auto rows = store_.query(
      "SELECT start, start_monotonic_ns, start_boot_ns, (SELECT max(end) FROM run), end,"
      " ifnull(ended_by, ''), (SELECT count(*) FROM planned_run WHERE done = 0)"
      " + (SELECT ifnull(sum(added_unfinished), 0) FROM collected) FROM session");
  if (!rows) return rows.error();
  if (rows->empty()) return Error{"the session in " + directory_ + " has not begun", {}};
  const Row& row = rows->front();
  const bool has_end = !is_null(row[4]);
  const bool stopped = has_end && !text_of(row[5]).empty();
  const int left = static_cast<int>(whole_of(row[6]));
  const std::optional<Instant> end = end_of(row);
  std::vector<Write> writes;
  if (left == 0 && end && (!has_end || stopped)) writes = session_ended(*end, "");
  if (left > 0 && has_end && !stopped) writes = session_goes_on();
  if (!writes.empty()) {
    if (Status written = store_.commit(writes); !written) return written.error();
  }
  return Settled{{.left = left, .ended = left == 0}, !writes.empty()};
}

Result<bool> SessionMerger::renew_summary() {
  const auto due = store_.query("SELECT summary_due FROM session");
  if (!due) return due.error();
  const bool has_summary = access((directory_ + "/summary.csv").c_str(), F_OK) == 0;
  if (has_summary && whole_of(due->front()[0]) == 0) return false;
  if (Status written = rewrite_summary(store_, directory_); !written) return written.error();
  const Status kept = store_.commit({{"UPDATE session SET summary_due = 0", {}}});
  return kept ? Result<bool>(true) : kept.error();
}

Result<MergeEnd> SessionMerger::finish() {
  const Result<Settled> settled = settle_end();
  if (!settled) return settled.error();
  const Result<bool> renewed = renew_summary();
  if (!renewed) return renewed.error();
  if (*renewed || settled->changed) {
    if (Status indexed = index_session(directory_); !indexed) return indexed.error();
  }
  // Not possible while somebody reads; then the log beside the file belongs to it, as before.
  [[maybe_unused]] const Status folded = store_.fold_into_one_file();
  return settled->end;
}

}  // namespace mutation
