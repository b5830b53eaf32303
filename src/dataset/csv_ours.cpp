#include "dataset/csv_ours.h"

#include "base/text.h"
#include "dataset/run_words.h"
#include "record/utc_text.h"

namespace mutation {

void take_ours(const CsvFields& fields, const CsvColumns& columns, RecordedRun& run) {
  run.run_id = valid_utf8(cell(fields, columns.run_id));
  run.outcome = outcome_of(cell(fields, columns.outcome));
  run.role = role_of(cell(fields, columns.role)).value_or(Role::measured);
  run.exit_code = count_in(cell(fields, columns.exit_code));
  run.signal = count_in(cell(fields, columns.signal));
  run.reasons = reasons_of(cell(fields, columns.reasons));
  if (const auto value = number_in(cell(fields, columns.start_temperature)))
    run.start_temperature = Celsius{*value};
  if (const auto value = number_in(cell(fields, columns.cooling_taken)))
    run.cooling_taken = Seconds(*value);
  run.cooling_verdict = valid_utf8(cell(fields, columns.cooling_verdict));
  run.load_verdict = valid_utf8(cell(fields, columns.load_verdict));
  run.host = valid_utf8(cell(fields, columns.host));
  run.device = valid_utf8(cell(fields, columns.device));
  run.device_name = valid_utf8(cell(fields, columns.device_name));
  run.simulated = truth_in(cell(fields, columns.simulated)).value_or(false);
  run.effective_hyperparameters = values_in(fields, columns.effective_hyperparameters);
}

void take_long(const CsvFields& fields, const CsvColumns& columns, RecordedRun& run) {
  if (!columns.mutated_names) return;
  const auto parts = [&](ColumnIndex column) {
    const std::string_view text = cell(fields, column);
    return text.empty() ? std::vector<std::string>() : split(valid_utf8(text), ';');
  };
  run.mutated = parts(columns.mutated_names);
  run.reasons.clear();
  for (const std::string& code : parts(columns.reasons)) run.reasons.push_back({code, code});
  run.effective_hyperparameters = run.hyperparameters;
  if (run.background)
    run.background->hyperparameters = values_in(fields, columns.background_hyperparameters);
  run.session = valid_utf8(cell(fields, columns.session));
  run.start = utc_of(cell(fields, columns.start));
  run.end = utc_of(cell(fields, columns.end));
  run.configuration = count_in(cell(fields, columns.configuration)).value_or(0);
  run.block = count_in(cell(fields, columns.block)).value_or(0);
  run.alive_fraction = number_in(cell(fields, columns.alive_fraction));
  run.loaded_fraction = number_in(cell(fields, columns.loaded_fraction));
  run.strangers = count_in(cell(fields, columns.strangers));
  run.inferred = {"hyperparameters passed: all that took effect; the table has only those"};
  if (const std::string_view text = cell(fields, columns.inferred); !text.empty())
    run.inferred.push_back(valid_utf8(text));
}

}  // namespace mutation
