#include "record/repair.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "os/file.h"
#include "record/session_writes.h"
#include "record/summary_file.h"

namespace mutation {
namespace {

std::string summary_of(const std::string& directory) {
  return directory + "/summary.csv";
}

// What the store says of a run that has ended.
struct EndedRunFiles {
  std::string run_id;
  std::string directory;
  std::string experiment;
  std::string summary_line;
};

EndedRunFiles ended_run_of(const Row& row) {
  return {text_of(row[0]), text_of(row[1]), text_of(row[2]), text_of(row[3])};
}

// None where no run has ended, or the last one that had is to go on.
Result<std::optional<EndedRunFiles>> last_run(Database& store) {
  const auto rows = store.query(
      "SELECT run_id, directory, experiment, summary_line FROM run"
      " WHERE run_id = (SELECT last_ended_run FROM session) AND state = 'ended'");
  if (!rows) return rows.error();
  if (rows->empty()) return std::optional<EndedRunFiles>();
  return std::optional(ended_run_of(rows->front()));
}

Status truncate_file(const std::string& path, off_t size) {
  const UniqueFd file(open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.valid() || ftruncate(file.get(), size) != 0 || fsync(file.get()) != 0) {
    return errno_error("cut " + path, errno);
  }
  return {};
}

off_t size_of(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? status.st_size : 0;
}

bool ends_with_line(const std::string& path, const std::string& line) {
  const auto end = read_file_end(path, line.size());
  return end && *end == line;
}

// How many bytes of `line` stand at the end of the file, after the line end before it; none when
// something else stands there.
std::optional<size_t> begun_of_line(const std::string& path, const std::string& line) {
  const auto end = read_file_end(path, line.size());
  if (!end) return std::nullopt;
  const std::string_view text = *end;
  // What was never written of it, while its end was. [power loss]
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  // The longest first: a short one may be there by chance.
  for (size_t kept = 1; kept <= text.size(); ++kept) {
    const std::string_view begun = text.substr(kept);
    if (text[kept - 1] == '\n' && line.starts_with(begun)) return begun.size();
  }
  return std::nullopt;
}

Status repair_summary(Database& store, const std::string& directory,
                      const std::optional<EndedRunFiles>& last) {
  const std::string path = summary_of(directory);
  if (!last) return rewrite_summary(store, directory);
  if (ends_with_line(path, last->summary_line)) return {};
  const auto begun = begun_of_line(path, last->summary_line);
  if (!begun) return rewrite_summary(store, directory);
  Result<UniqueFd> file = open_for_append(path);
  if (!file) return file.error();
  const auto rest = std::string_view(last->summary_line).substr(*begun);
  if (Status written = write_all(file->get(), rest, path); !written) return written;
  if (fsync(file->get()) != 0) return errno_error("sync " + path, errno);
  return {};
}

Status repair_experiment(const std::string& directory, const EndedRunFiles& last) {
  // In the folder of another session, which it was inherited from: what counts is the store.
  if (last.directory.starts_with("../")) return {};
  const std::string path = directory + "/" + last.directory + "/experiment.json";
  const auto found = read_file(path);
  if (found && *found == last.experiment) return {};
  if (Status made = make_directories(directory + "/" + last.directory); !made) return made;
  return write_file_durably(path, last.experiment);
}

struct EndedRun {
  std::string run_id;
  Outcome outcome;
};

Result<std::vector<EndedRun>> ended_with(Database& store, const std::vector<Outcome>& outcomes) {
  std::vector<EndedRun> runs;
  for (const Outcome outcome : outcomes) {
    // What only warmed the device is of no use once the run behind it has ended; one that was
    // interrupted is what comes next.
    const auto rows =
        store.query(outcome == Outcome::interrupted
                        ? "SELECT run_id FROM run WHERE outcome = ?"
                        : "SELECT run_id FROM run WHERE outcome = ? AND role = 'measured'",
                    {to_text(outcome)});
    if (!rows) return rows.error();
    for (const Row& row : *rows) runs.push_back({text_of(row[0]), outcome});
  }
  return runs;
}

}  // namespace

Status renew_judged_anew(Database& store, const std::string& directory) {
  const auto rows = store.query(
      "SELECT run_id, directory, experiment, summary_line FROM judged_anew JOIN run USING (run_id)"
      " WHERE state = 'ended'");
  if (!rows) return rows.error();
  if (rows->empty()) return {};
  for (const Row& row : *rows) {
    if (Status repaired = repair_experiment(directory, ended_run_of(row)); !repaired) {
      return repaired;
    }
  }
  if (Status written = rewrite_summary(store, directory); !written) return written;
  return store.commit({{"DELETE FROM judged_anew", {}}});
}

Status repair_files(Database& store, const std::string& directory) {
  if (Status renewed = renew_judged_anew(store, directory); !renewed) return renewed;
  const auto last = last_run(store);
  if (!last) return last.error();
  if (*last) {
    if (Status repaired = repair_experiment(directory, **last); !repaired) return repaired;
  }
  return repair_summary(store, directory, *last);
}

Status reopen_ended_runs(Database& store, const std::string& directory,
                         const std::vector<Outcome>& outcomes) {
  const auto runs = ended_with(store, outcomes);
  if (!runs) return runs.error();
  if (runs->empty()) return {};
  const auto last = last_run(store);
  if (!last) return last.error();
  std::vector<Write> writes;
  for (const EndedRun& run : *runs) {
    const bool anew = run.outcome != Outcome::interrupted;
    for (Write& write : run_reopened(run.run_id, anew)) writes.push_back(std::move(write));
  }
  if (Status written = store.commit(writes); !written) return written;
  // The usual case, a session that was interrupted, without reading every line of a long one.
  const std::string path = summary_of(directory);
  const bool only_the_last = *last && runs->size() == 1 &&
                             runs->front().run_id == (*last)->run_id &&
                             ends_with_line(path, (*last)->summary_line);
  if (!only_the_last) return rewrite_summary(store, directory);
  return truncate_file(path, size_of(path) - off_t((*last)->summary_line.size()));
}

}  // namespace mutation
