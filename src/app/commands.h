// The subcommands. Each gives the exit code (command_line.h).
#pragma once

#include "app/options.h"

namespace mutation {

int do_run(const Options& options);
int do_resume(const Options& options);
int do_stop(const Options& options);
int do_plan(const Options& options);
int do_list(const Options& options);
int do_status(const Options& options);
int do_doctor(const Options& options);
int do_measure(const Options& options);
int do_integrate(const Options& options);
int do_import(const Options& options);
int do_audit(const Options& options);
int do_export(const Options& options);
int do_coverage(const Options& options);
int do_check_catalogue(const Options& options);
int do_report(const Options& options);
int do_serve(const Options& options);
int do_compare(const Options& options);
int do_effects(const Options& options);
int do_calibrate(const Options& options);
int do_submit(const Options& options);
int do_work(const Options& options);
int do_collect(const Options& options);

}  // namespace mutation
