#include "record/run_rows.h"

namespace mutation {
namespace {

constexpr const char* kTablesOfRun[] = {"attempt",        "tree",     "phase",          "energy",
                                        "background_run", "metric",   "hyperparameter", "reason",
                                        "stop",           "run_start"};

// What refers to others first. Statements are prepared once for each address.
const std::vector<std::string>& deletions() {
  static const auto* const all = [] {
    auto* texts = new std::vector<std::string>;
    for (const std::string table : kTablesOfRun)
      texts->push_back("DELETE FROM " + table + " WHERE run_id = ?");
    for (const std::string table : {"judged_anew", "run"})
      texts->push_back("DELETE FROM " + table + " WHERE run_id = ?");
    return texts;
  }();
  return *all;
}

}  // namespace

std::span<const char* const> tables_of_run() {
  return kTablesOfRun;
}

std::vector<Write> run_removed(const std::string& run_id) {
  std::vector<Write> writes;
  for (const std::string& deletion : deletions()) writes.push_back({deletion.c_str(), {run_id}});
  return writes;
}

}  // namespace mutation
