#include "app/app.h"

#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

int run_app(int argc, char** argv) {
  const Result<Options> options = read_command_line(argc, argv);
  if (!options) {
    print_error(options.error());
    return kExitUsage;
  }
  switch (options->command) {
    case Command::run:
      return do_run(*options);
    case Command::plan:
      return do_plan(*options);
    case Command::list:
      return do_list(*options);
    case Command::status:
      return do_status(*options);
    case Command::done:
      return kExitSuccess;
  }
  return kExitUsage;
}

}  // namespace mutation
