#include "app/app.h"

#include <exception>
#include <string>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

namespace {

int carry_out(const Options& options) {
  switch (options.command) {
    case Command::run:
      return do_run(options);
    case Command::resume:
      return do_resume(options);
    case Command::stop:
      return do_stop(options);
    case Command::plan:
      return do_plan(options);
    case Command::list:
      return do_list(options);
    case Command::status:
      return do_status(options);
    case Command::measure:
      return do_measure(options);
    case Command::integrate:
      return do_integrate(options);
    case Command::doctor:
      return do_doctor(options);
    case Command::import:
      return do_import(options);
    case Command::audit:
      return do_audit(options);
    case Command::export_runs:
      return do_export(options);
    case Command::coverage:
      return do_coverage(options);
    case Command::check_catalogue:
      return do_check_catalogue(options);
    case Command::report:
      return do_report(options);
    case Command::serve:
      return do_serve(options);
    case Command::compare:
      return do_compare(options);
    case Command::effects:
      return do_effects(options);
    case Command::calibrate:
      return do_calibrate(options);
    case Command::submit:
      return do_submit(options);
    case Command::work:
      return do_work(options);
    case Command::collect:
      return do_collect(options);
    case Command::done:
      return kExitSuccess;
  }
  return kExitUsage;
}

}  // namespace

int run_app(int argc, char** argv) {
  const Result<Options> options = read_command_line(argc, argv);
  if (!options) {
    print_error(options.error());
    return is_measure(argc, argv) ? kExitNotMeasured : kExitUsage;
  }
  // Failures travel as values; what still comes as an exception is a full memory or an output that
  // is gone.
  try {
    return carry_out(*options);
  } catch (const std::exception& failure) {
    print_error({std::string("ended by an unexpected failure: ") + failure.what(), {}});
    return kExitUnfit;
  }
}

}  // namespace mutation
