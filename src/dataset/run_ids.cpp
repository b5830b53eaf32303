#include "dataset/run_ids.h"

#include <map>

#include "dataset/content_id.h"

namespace mutation {

void name_by_content(std::vector<RecordedRun>& runs) {
  std::map<std::string, int> occurrences;
  for (RecordedRun& run : runs) {
    if (!run.run_id.empty()) continue;
    run.run_id = content_id(run);
    if (const int before = occurrences[run.run_id]++; before > 0)
      run.run_id = content_id(run, before);
  }
}

}  // namespace mutation
