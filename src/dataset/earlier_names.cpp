#include "dataset/earlier_names.h"

#include <algorithm>

#include "dataset/content_id.h"

namespace mutation {

std::string EarlierNames::name_today(const RecordedRun& run) {
  if (run.naming == 0 || run.naming == kNaming || !is_content_id(run.run_id)) return "";
  std::vector<std::string>& names = alike_[content_id(run)];
  auto found = std::ranges::find(names, run.run_id);
  if (found == names.end()) found = names.insert(names.end(), run.run_id);
  return content_id(run, static_cast<int>(found - names.begin()));
}

}  // namespace mutation
