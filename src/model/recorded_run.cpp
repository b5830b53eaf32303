#include "model/recorded_run.h"

namespace mutation {

std::string to_text(RecordKind kind) {
  switch (kind) {
    case RecordKind::session:
      return "session";
    case RecordKind::python_experiment:
      return "experiment.json";
    case RecordKind::csv_row:
      return "CSV";
  }
  return "?";
}

}  // namespace mutation
