// What `catalogue check` has to say of one model: a line for each thing that was looked at.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"
#include "model/run_record.h"

namespace mutation {

// note: worth knowing, and no mistake.
enum class CheckVerdict { ok, note, failed };

struct CheckFinding {
  std::string what;  // "metric accuracy"
  CheckVerdict verdict = CheckVerdict::ok;
  std::string text;
  std::vector<std::string> lines;  // of the log, with their numbers
};

// What the repo's patterns find in the log of a training that should have ended well.
std::vector<CheckFinding> log_findings(const RepoSpec& repo, std::string_view log);

// How the training started, ended, and what it used.
std::vector<CheckFinding> training_findings(const AttemptRecord& attempt);

// As lines for people: a column each for what and verdict, indented.
std::vector<std::string> check_lines(const std::vector<CheckFinding>& findings);

int failed_checks(const std::vector<CheckFinding>& findings);

}  // namespace mutation
