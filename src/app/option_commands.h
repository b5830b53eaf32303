// The subcommands on the command line: each with its options, its help and its examples. A callback
// puts the Command into `options` where it was named.
#pragma once

#include "app/options.h"

namespace CLI {
class App;
}

namespace mutation {

// Those that take what is to be run (run_options.cpp): run, plan, list.
void add_run(CLI::App& app, Options& options);
void add_plan(CLI::App& app, Options& options);
void add_list(CLI::App& app, Options& options);
// What is run and how, without where: the flags that `run` and `submit` share.
void add_what_to_run(CLI::App& app, Options& options);
void add_settings_file(CLI::App& command, Options& options);
// The flags of `run`, which the program takes without a subcommand, too, and its examples.
void add_run_options(CLI::App& app, Options& options);
extern const char* const kRunExamples;

// Those that work on a session there is (session_options.cpp).
void add_resume(CLI::App& app, Options& options);
void add_stop(CLI::App& app, Options& options);
void add_status(CLI::App& app, Options& options);
// What `run`, `resume` and `submit` share.
void add_run_bounds(CLI::App& app, Options& options);
// What `run` and `resume` share: the same, who is told, and --share-machine.
void add_session_options(CLI::App& app, Options& options);

// Those about measuring itself (measure_options.cpp).
void add_measure(CLI::App& app, Options& options);
void add_doctor(CLI::App& app, Options& options);
void add_integrate(CLI::App& app, Options& options);

// Those about recorded runs, each in a file of its own.
void add_import(CLI::App& app, Options& options);
void add_audit(CLI::App& app, Options& options);
void add_export(CLI::App& app, Options& options);
void add_coverage(CLI::App& app, Options& options);
void add_report(CLI::App& app, Options& options);
void add_serve(CLI::App& app, Options& options);
void add_compare(CLI::App& app, Options& options);
void add_effects(CLI::App& app, Options& options);
// A control workload, several times.
void add_calibrate(CLI::App& app, Options& options);
// Campaigns on a cluster (cluster_options.cpp).
void add_submit(CLI::App& app, Options& options);
void add_work(CLI::App& app, Options& options);
void add_collect(CLI::App& app, Options& options);
// `catalogue check`.
void add_catalogue(CLI::App& app, Options& options);

}  // namespace mutation
