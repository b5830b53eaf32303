// summary.csv: a line for each run of a session, in columns that are fixed before the first run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/catalogue.h"
#include "model/plan.h"
#include "model/run_record.h"

namespace mutation {

// The columns: the Python tool's seven, hyperparam_*, perf_* and energy_* in its order and under
// its names, then ours. Line ends are CRLF, truth is True or False, what is absent is empty, as it
// had them.
class SummaryTable {
 public:
  SummaryTable(const Plan& plan, const Catalogue& catalogue);

  // The table whose first line is `head`.
  static Result<SummaryTable> of_head(const std::string& head, std::uint64_t seed);

  std::string head() const;
  // `own` are the devices that the run's GPU figures are of.
  std::string line(const RunRecord& run, const std::vector<Device>& own) const;

 private:
  SummaryTable() = default;
  std::vector<std::string> hyperparameters_;  // sorted
  std::vector<std::string> metrics_;          // sorted
  std::uint64_t seed_ = 0;
};

}  // namespace mutation
