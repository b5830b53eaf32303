// What has to be written into a session's store so that it has the runs of a part of it: one that
// is read beside it (part_reader.h). Nothing where it has them already.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "record/database.h"
#include "record/part_reader.h"

namespace mutation {

struct MergedRuns {
  std::vector<Write> writes;
  std::size_t taken = 0;    // runs that are new, or not as they were
  std::size_t dropped = 0;  // runs of the block that the part does not have, or no more so
};

class RunMerging {
 public:
  // `part_directory`: relative to the whole session's; its parent is the block's folder, in which
  // all of the block's runs lie.
  RunMerging(Database& whole, PartReader& part, std::string part_directory);

  // Once. An error when either cannot be read, or a run lies elsewhere than in the block's folder.
  Result<MergedRuns> merged();

 private:
  Status prepare();
  Status drop_what_counts_no_more(const std::vector<PartRun>& ended);
  Status take(const PartRun& run);
  Result<std::string> directory_of(const PartRun& run) const;
  Result<int> index_of(const PartRun& run);
  Result<int> program_of(const std::string& run_directory, int program);
  Result<std::string> line_of(const std::string& line, int index, bool renumbered) const;
  Status add_planned(const PartRun& run, int index);
  void remove(const std::string& run_id);

  Database& whole_;
  PartReader& part_;
  std::string part_directory_;
  std::string block_directory_;                 // with a slash at its end
  std::map<std::string, std::size_t> columns_;  // places in table `run`
  std::string head_;                            // of the whole session's summary.csv
  std::string part_head_;                       // of the part's
  int next_index_ = 0;
  int next_program_ = 0;
  std::set<std::string> known_;  // ids of the block's runs that the whole session has
  std::map<std::pair<std::string, int>, int> programs_;  // as far as they were asked for
  MergedRuns merged_;
};

}  // namespace mutation
