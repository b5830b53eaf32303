// Where an imported run comes from.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/energy_figures.h"

namespace mutation {

// Where a run comes from that another program recorded and this one imported: what that record
// says, as it says it. Nothing of such a run was measured by this program.
struct Provenance {
  std::string kind;           // "experiment.json", "CSV"
  std::string source;         // the file, absolute, as it was read
  std::size_t line = 0;       // in it, from 1; 0: all of it
  std::string sha256;         // of the file
  std::string session;        // whose run it was; "" where nobody says
  std::string experiment_id;  // as recorded
  std::string timestamp;      // likewise: local time of the end, without a zone
  std::string experiment_source;
  std::optional<bool> success;  // as the record says
  std::optional<int> retries;
  std::string error_message;
  // Where it was measured and of what code, as RecordedRun has them; "": the record does not say.
  std::string host;
  std::string device;
  std::string device_name;
  std::string train_script_sha256;
  std::string git_commit;
  EnergyMetrics reported;
  std::vector<std::string> inferred;  // what was concluded and does not stand in the record
  // By which rules the run got its name where that was made of its content: dataset/content_id.h.
  int naming = 1;
};

}  // namespace mutation
