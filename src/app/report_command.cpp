// `mutation report`.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

int do_report(const Options&) {
  print_error({"`mutation report` is not there yet", {}});
  return kExitUsage;
}

}  // namespace mutation
