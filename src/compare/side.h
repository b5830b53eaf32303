// What the user names as one side of a comparison. Pure.
#pragma once

#include <string>
#include <vector>

#include "compare/circumstances.h"

namespace mutation {

enum class SideTermKind { session, entry, model, mode, background, hyperparameter };

struct SideTerm {
  SideTermKind kind = SideTermKind::session;
  std::string name;   // of a hyperparameter
  std::string value;  // an entry's number counts from 1, as `mutation plan` shows it
};

// All terms must hold.
struct ComparedRuns {
  std::string text;  // as named
  std::vector<SideTerm> terms;
};

// "SESSION", "SESSION:entry=2", "model=[REPO/]MODEL", "mode=parallel",
// "background=[REPO/]MODEL", "learning_rate=0.1", and several apart by commas. `problems` takes
// everything that is wrong with it.
ComparedRuns read_side(const std::string& text, std::vector<std::string>& problems);

bool belongs(const RecordedRun& run, const ComparedRuns& side);

// What terms say that none of the runs has, each with what the runs have instead.
std::vector<std::string> not_found(const ComparedRuns& side, const RunGroup& runs);

}  // namespace mutation
