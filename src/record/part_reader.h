// A session that did a part of another one's runs, read so that its rows can be put into the other
// one's store: what has ended in it, as rows. Also while its writer is at work, here or on another
// machine, whose locks need not be known here; nothing is written in the part's folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/database.h"

namespace mutation {

struct PartRun {
  std::string run_id;
  int index = 0;  // in the part's plan
  double known_waits_seconds = 0;
  std::string planned;        // JSON
  std::optional<int> before;  // the index before which it was added; absent: it was planned
  Row row;                    // of table `run`, all columns
};

struct TableRows {
  const char* table = "";
  std::vector<Row> rows;  // all columns
};

class PartReader {
 public:
  // `directory` is the part's folder. REQUIRES: this process does not write it.
  static Result<PartReader> open(const std::string& directory);

  // Whether its session has begun; until then it has no runs of its own, and no others' either.
  Result<bool> has_begun();
  // Those that have ended, but for interrupted ones, which will be done again; by index.
  Result<std::vector<PartRun>> ended();
  // Their run_id, outcome, end.
  Result<std::vector<Row>> ended_in_short();
  Result<std::vector<TableRows>> rows_of(const std::string& run_id);
  // boot_id, start, start_monotonic_ns, start_boot_ns, info of a program that wrote it.
  Result<Row> program(int number);
  // How many of the runs that it added are not done, interrupted ones among them.
  Result<int> added_unfinished();
  Result<std::string> summary_head();
  // Of table `run`, by position.
  Result<std::vector<std::string>> columns();
  // See Database: else all that was read is worth nothing.
  bool undisturbed() const { return store_.undisturbed(); }
  bool without_half_written() const { return store_.without_half_written(); }

 private:
  PartReader(std::string directory, Database store)
      : directory_(std::move(directory)), store_(std::move(store)) {}
  std::string directory_;
  Database store_;
};

}  // namespace mutation
