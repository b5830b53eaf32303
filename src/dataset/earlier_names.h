// Runs that an earlier version imported have the names that its rules made of their content. They
// keep them; this tells what they would be called today, so that the same run, read again from its
// source, is known to be the same.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/recorded_run.h"

namespace mutation {

class EarlierNames {
 public:
  // By today's rules (content_id.h); "" of a run that these rules named, or that named itself. Of
  // runs that agree in everything each has another: ask one object of all that are looked at
  // together.
  std::string name_today(const RecordedRun& run);

 private:
  // By today's name of the first, the names of the runs that agree in everything.
  std::map<std::string, std::vector<std::string>> alike_;
};

}  // namespace mutation
