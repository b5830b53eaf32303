// A small session to record: one sequential and one parallel run of trainings that nobody has, on a
// simulated GPU. Every figure is made up and easy to find again in a file.
#pragma once

#include <string>

#include "model/catalogue.h"
#include "model/plan.h"
#include "model/run_record.h"
#include "record/session_store.h"

namespace mutation {

// 2025-11-12T09:30:00Z plus `seconds`, with the clocks at 1000 s (monotonic) and 2000 s (boot).
Instant at(double seconds);

Catalogue sample_catalogue();
PlannedRun sequential_run();  // index 1, mnist_ff_001
PlannedRun parallel_run();    // index 2, mnist_ff_002_parallel
Plan sample_plan();           // both

// One simulated GPU (channels 0 power, 1 temperature, 2 utilisation) and one CPU package (3).
Instrumentation sample_instrumentation();
SessionInfo sample_session();

// A finished attempt of the run, that began `seconds` after the epoch of these samples.
AttemptRecord sample_attempt(const PlannedRun& planned, double seconds, int number = 1);
RunRecord sample_record(const PlannedRun& planned, const std::string& run_id, double seconds);

// A session made in `results` and begun.
std::unique_ptr<SessionStore> begun_session(const std::string& results);
// The whole way of a run through the journal. Gives its record.
RunRecord record_run(SessionStore& store, const PlannedRun& planned, const std::string& run_id,
                     double seconds);

}  // namespace mutation
