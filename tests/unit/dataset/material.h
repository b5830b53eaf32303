// Records as the Python tool wrote them, of trainings that nobody has: every figure is made up and
// easy to find again.
#pragma once

#include <string>

#include "unit/record/temporary_folder.h"

namespace mutation {

// Sequential, "toys_ball_001": speed 0.5 passed, 900 J by its plain sum, 10.5 s.
std::string flat_experiment();
// Parallel, "toys_ball_002_parallel": laps 3 passed, beside toys/cube.
std::string parallel_experiment();

// The three GPU files and perf's texts of a run whose 5 samples lie 2 s apart at 100 W, from Unix
// second 1700000000 on; its clock is 8 h ahead of UTC.
void put_energy_files(const std::string& run_directory);

// `folder`/toys_ball_001, `folder`/toys_ball_002_parallel and a summary.csv that also has the run
// toys_ball_003.
void put_session(const std::string& folder);

}  // namespace mutation
