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

std::optional<RecordKind> record_kind_of(std::string_view text) {
  for (const RecordKind kind :
       {RecordKind::session, RecordKind::python_experiment, RecordKind::csv_row}) {
    if (to_text(kind) == text) return kind;
  }
  return std::nullopt;
}

}  // namespace mutation
