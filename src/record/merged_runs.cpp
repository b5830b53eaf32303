#include "record/merged_runs.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "record/csv.h"
#include "record/json.h"
#include "record/run_rows.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

std::string parameters(std::size_t count) {
  std::string text = "(?";
  for (std::size_t i = 1; i < count; ++i) text += ", ?";
  return text + ")";
}

// Statements are prepared once for each address.
const char* kept(const std::string& sql) {
  static auto* const all = new std::set<std::string>;
  return all->insert(sql).first->c_str();
}

const char* insert_into(const std::string& table, std::size_t columns) {
  return kept("INSERT INTO " + table + " VALUES " + parameters(columns));
}

// A JSON text that says which index its run has.
Result<std::string> with_index(const std::string& text, int index, const std::string& run_id) {
  Result<Json> json = parse_stored_json(text, "what is recorded of run " + run_id);
  if (!json) return json.error();
  (*json)["index"] = index;
  // As it was written: experiment.json in lines, what is planned in one.
  return text.ends_with('\n') ? to_document(*json) : to_line(*json);
}

}  // namespace

RunMerging::RunMerging(Database& whole, PartReader& part, std::string part_directory)
    : whole_(whole),
      part_(part),
      part_directory_(std::move(part_directory)),
      block_directory_(fs::path(part_directory_).parent_path().string() + "/") {}

Result<MergedRuns> RunMerging::merged() {
  if (Status prepared = prepare(); !prepared) return prepared.error();
  const auto ended = part_.ended();
  if (!ended) return ended.error();
  if (Status dropped = drop_what_counts_no_more(*ended); !dropped) return dropped.error();
  for (const PartRun& run : *ended) {
    if (Status taken = take(run); !taken) return taken.error();
  }
  return std::move(merged_);
}

Status RunMerging::prepare() {
  const auto names = part_.columns();
  if (!names) return names.error();
  for (std::size_t i = 0; i < names->size(); ++i) columns_[(*names)[i]] = i;
  Result<std::string> part_head = part_.summary_head();
  if (!part_head) return part_head.error();
  part_head_ = std::move(*part_head);
  const auto rows = whole_.query(
      "SELECT summary_head, (SELECT ifnull(max(plan_index), 0) + 1 FROM planned_run),"
      " (SELECT ifnull(max(number), 0) + 1 FROM resumption) FROM session",
      {});
  if (!rows) return rows.error();
  if (rows->empty()) return Error{"the session that runs are to be put into has not begun", {}};
  head_ = text_of(rows->front()[0]);
  next_index_ = static_cast<int>(whole_of(rows->front()[1]));
  next_program_ = static_cast<int>(whole_of(rows->front()[2]));
  return {};
}

// Also those of an older part, which recorded them after the newer had begun.
Status RunMerging::drop_what_counts_no_more(const std::vector<PartRun>& ended) {
  std::set<std::string> count;
  for (const PartRun& run : ended) count.insert(run.run_id);
  std::string behind = block_directory_;
  ++behind.back();  // the least text that is greater than all that begin with the folder's name
  const auto rows = whole_.query(
      "SELECT run_id, plan_index, before_index FROM run LEFT JOIN added_run USING (plan_index)"
      " WHERE directory >= ? AND directory < ?",
      {block_directory_, behind});
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    if (count.contains(text_of(row[0]))) {
      known_.insert(text_of(row[0]));
      continue;
    }
    remove(text_of(row[0]));
    ++merged_.dropped;
    if (is_null(row[2])) {
      merged_.writes.push_back({"UPDATE planned_run SET done = 0 WHERE plan_index = ?", {row[1]}});
      continue;
    }
    merged_.writes.push_back({"DELETE FROM added_run WHERE plan_index = ?", {row[1]}});
    merged_.writes.push_back({"DELETE FROM planned_run WHERE plan_index = ?", {row[1]}});
    merged_.writes.push_back({"UPDATE session SET runs_planned = runs_planned - 1", {}});
  }
  return {};
}

void RunMerging::remove(const std::string& run_id) {
  for (Write& write : run_removed(run_id)) merged_.writes.push_back(std::move(write));
}

Status RunMerging::take(const PartRun& run) {
  const auto known = known_.contains(run.run_id)
                         ? whole_.query("SELECT * FROM run WHERE run_id = ?", {run.run_id})
                         : Result<std::vector<Row>>(std::vector<Row>());
  if (!known) return known.error();
  const Result<std::string> directory = directory_of(run);
  if (!directory) return directory.error();
  const Result<int> index =
      known->empty()
          ? index_of(run)
          : Result<int>(static_cast<int>(whole_of(known->front()[columns_.at("plan_index")])));
  if (!index) return index.error();
  const Result<int> program =
      program_of(*directory, static_cast<int>(whole_of(run.row[columns_.at("program")])));
  if (!program) return program.error();
  const bool renumbered = *index != run.index;
  Row row = run.row;
  row[columns_.at("plan_index")] = std::int64_t{*index};
  row[columns_.at("directory")] = *directory;
  row[columns_.at("program")] = std::int64_t{*program};
  Cell& line = row[columns_.at("summary_line")];
  Result<std::string> new_line = line_of(text_of(line), *index, renumbered);
  if (!new_line) return new_line.error();
  line = std::move(*new_line);
  if (renumbered) {
    Cell& experiment = row[columns_.at("experiment")];
    Result<std::string> text = with_index(text_of(experiment), *index, run.run_id);
    if (!text) return text.error();
    experiment = std::move(*text);
  }
  if (!known->empty() && known->front() == row) return {};
  ++merged_.taken;
  if (!known->empty()) {
    remove(run.run_id);
  } else if (Status planned = add_planned(run, *index); !planned) {
    return planned;
  }
  const std::size_t columns = row.size();
  merged_.writes.push_back({insert_into("run", columns), std::move(row)});
  auto tables = part_.rows_of(run.run_id);
  if (!tables) return tables.error();
  for (TableRows& table : *tables) {
    for (Row& cells : table.rows) {
      const std::size_t count = cells.size();
      merged_.writes.push_back({insert_into(table.table, count), std::move(cells)});
    }
  }
  return {};
}

// The run's folder, relative to the whole session's.
Result<std::string> RunMerging::directory_of(const PartRun& run) const {
  const std::string& there = text_of(run.row[columns_.at("directory")]);
  std::string here = (fs::path(part_directory_) / there).lexically_normal().string();
  if (!here.starts_with(block_directory_)) {
    return Error{part_directory_ + "/session.db: the folder of run " + run.run_id + ", " + there +
                     ", is not in that of its block",
                 {}};
  }
  return here;
}

// Of a run that is not here yet: its own where it was planned here, else one that nobody has.
Result<int> RunMerging::index_of(const PartRun& run) {
  if (!run.before) {
    const auto planned = whole_.query(
        "SELECT 1 FROM planned_run WHERE plan_index = ?"
        " AND json_extract(planned, '$.experiment_id') = ?",
        {std::int64_t{run.index}, run.row[columns_.at("experiment_id")]});
    if (!planned) return planned.error();
    if (!planned->empty()) return run.index;
  }
  return next_index_++;
}

Status RunMerging::add_planned(const PartRun& run, int index) {
  if (!run.before && index == run.index) {
    merged_.writes.push_back(
        {"UPDATE planned_run SET done = 1 WHERE plan_index = ?", {std::int64_t{index}}});
    return {};
  }
  Result<std::string> planned = with_index(run.planned, index, run.run_id);
  if (!planned) return planned.error();
  merged_.writes.push_back({"INSERT INTO planned_run VALUES (?, ?, 1, ?)",
                            {std::int64_t{index}, run.known_waits_seconds, std::move(*planned)}});
  // It is done: before which others it was does not matter any more.
  merged_.writes.push_back(
      {"INSERT INTO added_run VALUES (?, ?)", {std::int64_t{index}, std::int64_t{index}}});
  merged_.writes.push_back({"UPDATE session SET runs_planned = runs_planned + 1", {}});
  return {};
}

// The number here of the program that measured a run. A program is told by the folder in which its
// runs lie: a part that took over from another has the other's programs, under the same numbers.
Result<int> RunMerging::program_of(const std::string& run_directory, int program) {
  const std::string part = fs::path(run_directory).parent_path().string();
  const auto found = programs_.find({part, program});
  if (found != programs_.end()) return found->second;
  const auto known =
      whole_.query("SELECT number FROM resumption WHERE part = ? AND part_program = ?",
                   {part, std::int64_t{program}});
  if (!known) return known.error();
  if (!known->empty()) {
    return programs_[{part, program}] = static_cast<int>(whole_of(known->front()[0]));
  }
  Result<Row> info = part_.program(program);
  if (!info) return info.error();
  const int number = next_program_++;
  Row row = {std::int64_t{number}, part, std::int64_t{program}};
  row.insert(row.end(), info->begin(), info->end());
  merged_.writes.push_back(
      {"INSERT INTO resumption (number, part, part_program, boot_id, start,"
       " start_monotonic_ns, start_boot_ns, info, changes)"
       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '[]')",
       std::move(row)});
  programs_[{part, program}] = number;
  return number;
}

// A line of the part's summary.csv in the columns of the whole session's.
Result<std::string> RunMerging::line_of(const std::string& line, int index, bool renumbered) const {
  if (!renumbered && part_head_ == head_) return line;
  const auto columns = read_csv(head_);
  const auto there = read_csv(part_head_);
  const auto fields = read_csv(line);
  if (columns.size() != 1 || there.size() != 1 || fields.size() != 1 ||
      fields[0].size() != there[0].size()) {
    return Error{part_directory_ + "/session.db: a line of summary.csv does not fit its head", {}};
  }
  std::map<std::string, std::string> values;
  for (std::size_t i = 0; i < there[0].size(); ++i) values[there[0][i]] = fields[0][i];
  values["index"] = std::to_string(index);
  std::vector<std::string> here;
  for (const std::string& column : columns[0]) here.push_back(values[column]);
  return csv_record(here) + "\r\n";
}

}  // namespace mutation
