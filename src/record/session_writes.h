// What is written into session.db at each step of a session, as data: pure functions from the
// structs to statements with their values. The tables are in schema.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/plan.h"
#include "model/run_record.h"
#include "model/session_info.h"
#include "record/database.h"
#include "record/session_store.h"

namespace mutation {

// With every planned run.
std::vector<Write> session_begun(const SessionInfo& info, const Plan& plan,
                                 const std::string& summary_head);
std::vector<Write> session_resumed(const SessionInfo& info,
                                   const std::vector<std::string>& changes);
// A session that had ended has something left to do.
std::vector<Write> session_goes_on();
std::vector<Write> session_ended(const Instant& at, const std::string& ended_by);
// An ended run is to go on with a further attempt. `anew`: what has failed so far does not count.
std::vector<Write> run_reopened(const std::string& run_id, bool anew);
// With the first attempt, which begins with the run; a run that was decided on later joins the
// plan. `program`: the number of the one that makes the attempt, see StoredRun.
std::vector<Write> run_begun(const std::string& run_id, const PlannedRun& planned,
                             const std::string& directory, const Instant& at, int program = 0);
// A run that is decided on while the session goes on.
std::vector<Write> run_added(const AddedRun& added);
std::vector<Write> attempt_begun(const std::string& run_id, int attempt, const Instant& at,
                                 int program = 0);
std::vector<Write> tree_begun(const std::string& run_id, int attempt,
                              const ProcessIdentity& identity);
// `boot_id`: of the boot in which the attempt ended. One that was cut off counts as training until
// its end where a tree of it had started.
std::vector<Write> attempt_ended(const std::string& run_id, const AttemptRecord& attempt,
                                 const std::string& boot_id);
// `experiment` is the text of experiment.json, `summary_line` the line of summary.csv: both files
// can be made again from the store. `device`: ids of the run's own GPUs.
std::vector<Write> run_ended(const RunRecord& run, const std::string& experiment,
                             const std::string& summary_line, const std::string& device);
// The run's last attempt has another outcome and other reasons than it ended with.
std::vector<Write> run_judged_anew(const RunRecord& run, const std::string& experiment,
                                   const std::string& summary_line);

}  // namespace mutation
