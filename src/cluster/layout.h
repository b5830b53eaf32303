// Where everything of a submitted session lies; docs/slurm.md shows it whole.
#pragma once

#include <string>

#include "record/session_directory.h"

namespace mutation {

// What makes a session's folder one of a submitted session (submitted_session.h).
std::string submitted_file(const std::string& session);

// There while the session is to be stopped: no task begins a block or queues itself again.
std::string stop_mark(const std::string& session);
bool is_stopped(const std::string& session);

std::string slurm_folder(const std::string& session);    // job scripts and what tasks print
std::string frozen_program(const std::string& session);  // what every task executes
std::string blocks_folder(const std::string& session);
std::string block_folder(const std::string& session, int block);
std::string block_plan(const std::string& session, int block);  // a file

}  // namespace mutation
