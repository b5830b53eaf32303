// CSV files of recorded runs as the Python tool looked at them so as not to repeat their draws:
// nine columns, as floats, the mode by the end of `experiment_id`. What else a record holds was not
// seen; a full reading is dataset/'s.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/history.h"

namespace mutation {

// The rows that have at least one of the columns; none at all where Python failed on the file
// (bytes that are not UTF-8, a row that ends before `experiment_id`): it went on without. All
// hyperparameters are doubles. Pure.
std::vector<PastConfiguration> reference_rows(std::string_view csv);

struct ReferenceHistory {
  std::vector<PastConfiguration> rows;  // of all files
  std::vector<std::string> notes;       // what was not there or could not be read
  std::string ends;                     // why the Python tool ended here; "": it did not
};

// `paths` as the settings file names them, relative to `root` (absolute).
ReferenceHistory read_reference_history(const std::vector<std::string>& paths,
                                        const std::string& root);

}  // namespace mutation
