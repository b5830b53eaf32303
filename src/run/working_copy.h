// The copies of repos' folders that the trainings of one attempt work in, where the catalogue asks
// for it: made before the attempt's gate, so that copying neither heats nor loads anything that is
// measured, and gone after it. They lie in the session's folder, in kWorkFolder; what a crash
// leaves there belongs to no attempt any more.
#pragma once

#include <string>
#include <vector>

#include "model/run_record.h"
#include "run/run_loop.h"

namespace mutation {

inline constexpr const char* kWorkFolder = "work";    // in the session's folder
inline constexpr const char* kKeptFolder = "copies";  // likewise: of --keep-copies

// Makes them, foreground's and background's apart, and sets the trainings of `planned` to work in
// them. Takes what sources and signals bring meanwhile. After an error, which is in the last
// record, or when the user asks to stop, nothing is left of them. `run_directory`: absolute.
std::vector<CopyRecord> make_working_copies(RunLoop& loop, const std::string& run_directory,
                                            int attempt, PlannedRun& planned);

// Why one could not be made; "" where all were.
std::string copy_error(const std::vector<CopyRecord>& copies);

// Moves them to kKeptFolder and notes where.
void keep_working_copies(RunLoop& loop, const std::string& run_directory,
                         std::vector<CopyRecord>& copies);

// Those that are not kept. REQUIRES: nothing works in them any more.
void remove_working_copies(RunLoop& loop, const std::vector<CopyRecord>& copies);

}  // namespace mutation
